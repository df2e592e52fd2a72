"""What an operator takes away and brings back: all of an Eye, or all of one organisation."""
