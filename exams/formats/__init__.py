"""Read question banks from the formats authors write, one module a format."""
