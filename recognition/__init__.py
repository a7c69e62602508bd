"""Who did what, and what it earned: facts, badges, awards and how they are shown."""
