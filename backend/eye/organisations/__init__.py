"""Organisations, their members, roles and permissions, sign-in and the audit log."""
