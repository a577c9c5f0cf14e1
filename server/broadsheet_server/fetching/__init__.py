"""Fetching from the web: documents at addresses that other people chose, with bounds on everything."""
