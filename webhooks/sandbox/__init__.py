"""A GitHub you can run: REST, OAuth, pages and signed webhooks over real HTTP, in memory.

It is made for the demo and the tests, and does what the App relies on. It does not have:
GraphQL, git itself (merging changes no file, a patch is a text), review comments on lines,
milestones, assignees, discussions, releases, checks, conditional requests, refresh tokens,
secondary limits of its own accord (`Faults.limit` plays them) and automatic throttling of
webhooks. What is asked for and not done is answered with 501, never with an invented answer.
"""
