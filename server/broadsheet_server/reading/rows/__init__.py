"""Public articles as rows of the driver, for answers that are written straight to bytes.

The statements are those of `reading`, compiled to text once; what a row means is the same. An id stays what
the driver gives: text of 32 digits on SQLite, with dashes on PostgreSQL.
"""
