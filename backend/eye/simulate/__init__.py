"""Scripted candidates over real HTTP, and the proof that the server stored what it acknowledged to them."""
