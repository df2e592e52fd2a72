"""Image and audio evidence: taken in once, checked by content, kept outside the database."""
