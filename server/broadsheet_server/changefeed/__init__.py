"""The change feed: one sequence of changes, its followers and their lease."""
