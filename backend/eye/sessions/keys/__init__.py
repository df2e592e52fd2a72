"""Keys where it concerns what runs under them: revoke, delete, usage."""
