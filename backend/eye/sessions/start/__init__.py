"""`POST /v1/init`: what a page sends, what is checked, and the session that comes of it."""
