"""What an operator types: a file for each noun, and the group that they all belong to."""
