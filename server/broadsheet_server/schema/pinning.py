"""Editors' picks at the head of related lists: the contract's side of `pinRelated`."""
