"""Assessments, and the candidates who take them."""
