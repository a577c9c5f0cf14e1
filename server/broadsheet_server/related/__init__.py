"""Related news: which articles belong together, how strongly, and why."""
