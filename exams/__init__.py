"""Certification exams: question banks, papers, attempts, grading."""
