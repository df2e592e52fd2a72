"""Assessments: the list, and the form whose fields are one table."""
