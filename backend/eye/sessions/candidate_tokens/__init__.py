"""Candidate tokens: the platform's own server says who may start what."""
