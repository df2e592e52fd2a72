"""What a reviewer decides: the queue of flags, one flag, several at once, and what a session comes to."""
