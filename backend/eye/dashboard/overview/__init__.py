"""The first page: what matters now, and what a new organisation still has to do."""
