"""The imperative shell: take values from the pure core and keep them in the database."""
