"""A member's own door: registering, signing in and out, links, passkeys, the profile, leaving."""
