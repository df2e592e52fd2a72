"""How servers ask: a secret key or an access token as Bearer, and the token endpoint that gives the latter."""
