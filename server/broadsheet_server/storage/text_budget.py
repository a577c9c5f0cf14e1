"""How much text one request may read from the store. Bodies have up to three million characters each."""

from collections.abc import Iterable, Sequence
from typing import Any

from broadsheet_shared.limits import RESPONSE_BYTES_MAX


class TooMuchTextError(Exception):
    """The request reads more text than one answer may hold. The message says so to the client."""

    def __init__(self) -> None:
        super().__init__(
            f"The articles' texts are longer than {RESPONSE_BYTES_MAX:,} bytes, and no more are allowed "
            "in one answer. Ask for shorter lists, or for fewer long texts."
        )


def text_bytes(text: str) -> int:
    """At most so many bytes in UTF-8: the exact number would take a copy of the text."""
    return len(text) if text.isascii() else 4 * len(text)


class TextBudget:
    """What is left of RESPONSE_BYTES_MAX, or of less, for one request: texts are charged as they are read."""

    def __init__(self, left: int | None = None) -> None:
        self.left = RESPONSE_BYTES_MAX if left is None else left

    def holds(self, *texts: str | None) -> bool:
        """Whether there is room for these texts."""
        return sum(text_bytes(text) for text in texts if text is not None) <= self.left

    def charge(self, *texts: str | None) -> int:
        """Charge texts that were read; return how many bytes they take. Raises TooMuchTextError."""
        taken = sum(text_bytes(text) for text in texts if text is not None)
        self.left -= taken
        if self.left < 0:
            raise TooMuchTextError
        return taken

    def charge_rows(self, rows: Iterable[tuple[Any, ...]], columns: Sequence[int]) -> list[tuple[Any, ...]]:
        """The rows; the texts in these columns are charged, row by row. Raises TooMuchTextError.

        Where the rows break off, nothing is charged: the statement is run again.
        """
        charged, left = [], self.left
        try:
            for row in rows:
                self.charge(*[row[column] for column in columns])
                charged.append(row)
        except TooMuchTextError:
            raise
        except BaseException:
            self.left = left
            raise
        return charged
