"""The truth about articles: what was published, revised, corrected and withdrawn, and when."""
