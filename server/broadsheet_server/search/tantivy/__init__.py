"""The search engine protocol on Tantivy. Nothing outside this package imports Tantivy."""
