"""The stream of a session: what its page reports, numbered, acknowledged once it is on disk."""
