"""The JSON of GitHub's answers and webhooks, one function an object of its description."""
