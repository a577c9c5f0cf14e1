"""Queries that cannot be answered as they were sent."""


class InvalidQueryError(ValueError):
    """An argument is wrong. The message is a sentence for the caller: what is wrong, and what to do."""


def is_storable(text: str | None) -> bool:
    """Whether the text can be in the store. PostgreSQL takes every character but U+0000."""
    return text is None or "\0" not in text
