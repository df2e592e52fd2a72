"""One attempt of one candidate at one assessment: its token, its start, resume and end."""
