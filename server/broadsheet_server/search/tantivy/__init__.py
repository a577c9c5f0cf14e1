"""The search engine contract implemented with Tantivy. Nothing outside this package imports Tantivy."""
