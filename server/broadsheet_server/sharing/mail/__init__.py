"""The message that shares an article: its content, its text and HTML parts, and its MIME form."""
