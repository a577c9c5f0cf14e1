"""Searching: the contract's side of `search.searching`."""
