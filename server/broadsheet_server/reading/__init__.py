"""The questions readers ask: one article, lists of articles, sections. The only SQL about reading."""
