"""Webhooks: the endpoints, one of them, and its deliveries."""
