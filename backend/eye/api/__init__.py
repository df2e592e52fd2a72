"""What is about Eye rather than about an exam: the widget's files, the error pages, the sample exam."""
