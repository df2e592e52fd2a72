"""How an organisation registers itself, where the operator allows it."""
