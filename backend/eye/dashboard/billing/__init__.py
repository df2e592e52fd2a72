"""Billing: what is left, what was used and by whom, and the ledger."""
