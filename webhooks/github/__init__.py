"""Talk to GitHub: the only package that reads from it or writes to it."""
