"""The sessions in progress: their page, the stream that keeps it true, and what a proctor does about one."""
