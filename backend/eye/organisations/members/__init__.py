"""The members of an organisation: who is invited, what they may do, who leaves."""
