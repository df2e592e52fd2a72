"""Signing in: passwords, one-time links, signed-in browsers, and what slows guessing."""
