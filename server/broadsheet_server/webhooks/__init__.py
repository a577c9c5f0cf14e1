"""Webhooks: receivers that are told of changes, the queue of what they are told, and the log of it."""
