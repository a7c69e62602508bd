"""Check what candidates built in performance tasks by reading it; nothing of it ever runs."""
