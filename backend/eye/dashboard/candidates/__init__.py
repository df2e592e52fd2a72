"""Candidates: the list, one of them, bringing them in from a file, erasing one."""
