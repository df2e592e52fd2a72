"""What a session comes to for the people who look at it afterwards: coverage, and later risk, report and export."""
