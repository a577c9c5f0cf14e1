"""Queries that cannot be answered as they were sent."""


class InvalidQueryError(ValueError):
    """An argument is wrong. The message is a sentence for the caller: what is wrong, and what to do."""


class SequenceNotReachedError(InvalidQueryError):
    """A place in the change feed that it has not reached, and which `name` gave. `head` is its newest one."""

    def __init__(self, after: int, head: int, name: str = "after") -> None:
        super().__init__(
            f"`{name}` is {after}, and the newest change is {head}: this is another store, or one that has "
            "lost its last changes. Read everything again."
        )
        self.head = head


def is_storable(text: str | None) -> bool:
    """Whether the text can be in the store. PostgreSQL takes every character but U+0000."""
    return text is None or "\0" not in text
