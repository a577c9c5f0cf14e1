"""Bringing articles in: each format has a reader, and whatever comes in goes through one import."""
