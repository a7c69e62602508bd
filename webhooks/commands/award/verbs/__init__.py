"""What can be done to awards in a comment: one module a verb, or a family of like ones."""
