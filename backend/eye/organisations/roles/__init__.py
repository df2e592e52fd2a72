"""Roles: what an organisation lets its members and keys do, and that nobody hands out what they lack."""
