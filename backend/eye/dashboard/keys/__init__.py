"""API & Integrations: the list of keys with the snippet, making a key, one key, and what is done to it."""
