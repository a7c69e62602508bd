"""A GitHub you can run: REST, GraphQL, OAuth, pages, signed webhooks over real HTTP, in memory.

It is made for the demo and the tests, and does what the App relies on. It does not have: git
itself (a commit is a message and the texts of all files), milestones, assignees, annotations
of checks, mutations in GraphQL, conditional requests, refresh tokens, secondary limits of its
own accord (`Faults.limit` plays them) and automatic throttling of webhooks. What is asked for
and not done is answered with 501, never with an invented answer.
"""
