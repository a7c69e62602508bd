"""The pages below `/`: what a person with a browser does on GitHub."""
