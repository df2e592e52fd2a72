"""The audit log: written with each administrative act, read in pages, never deleted."""
