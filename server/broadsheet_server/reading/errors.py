"""Questions that cannot be answered as they were asked."""


class InvalidQueryError(ValueError):
    """The question is not one. The message is a sentence for whoever asked: what is wrong, and what to do."""


def is_storable(text: str | None) -> bool:
    """Whether the text can stand in the store. PostgreSQL takes everything but U+0000."""
    return text is None or "\0" not in text
