"""A GitHub you can run: REST, OAuth, pages and signed webhooks over real HTTP, in memory."""
