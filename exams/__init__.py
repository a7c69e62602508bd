"""Offer exams to contributors, grade them exactly, and say who passed."""
