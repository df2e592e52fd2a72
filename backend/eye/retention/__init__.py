"""What is erased when: the evidence of a session, after the days that its candidate was told."""
