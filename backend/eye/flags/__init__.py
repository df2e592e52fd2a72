"""Flags: suspicious intervals that a person should look at, made on the server from a table of rules."""
