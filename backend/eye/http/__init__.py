"""JSON in and out, problems, CORS, client addresses, limits."""
