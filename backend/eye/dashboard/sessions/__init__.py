"""Sessions: the list, one with its timeline and evidence, its report, and the report its candidate may see."""
