"""The mail that shares an article: content, MIME message, text and HTML parts."""
