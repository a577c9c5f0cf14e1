"""Execution of GraphQL operations: documents, validation, limits, cost, the executor."""
