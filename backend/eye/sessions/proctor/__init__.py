"""What a live proctor does to a session that runs, and how its page gets to know."""
