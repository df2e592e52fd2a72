"""Credits: the wallet, what is held for sessions that may start, and what was charged, exactly once."""
