"""Import of articles: a parser for each format behind one registry, and one use case for all."""
