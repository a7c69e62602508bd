"""The edge to GitHub, both ways: deliveries in, effects out."""
