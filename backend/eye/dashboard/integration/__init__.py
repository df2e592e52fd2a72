"""How an exam page is joined to Eye: domains, the tag in all its forms, candidate tokens, checking a page."""
