"""The floor every package stands on: errors, clock, settings, store, jobs, web base."""
