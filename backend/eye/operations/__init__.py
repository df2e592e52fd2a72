"""What an operator looks at: whether Eye works, its figures, its log."""
