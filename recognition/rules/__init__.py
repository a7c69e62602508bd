"""The closed language of rules: which facts a badge looks at, and when they are enough."""
