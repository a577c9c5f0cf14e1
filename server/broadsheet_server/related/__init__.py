"""Related news: which articles belong together and why, kept as one list per article."""
