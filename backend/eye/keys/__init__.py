"""API keys: their format, who may use them, their life."""
