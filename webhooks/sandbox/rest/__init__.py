"""The REST API below `/api/v3`, as far as the App uses it."""
