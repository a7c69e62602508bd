"""The GraphQL API at `/api/graphql`: GitHub's schema as far as a backfill asks."""
