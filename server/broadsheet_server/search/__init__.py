"""Search: one analyser for every language and engine, and the index that is derived from the change feed."""
