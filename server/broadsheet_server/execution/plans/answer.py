"""One answer while it is written: what was read for it, and what the writer found missing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from broadsheet_server.execution.plans.errors import DeclinedError
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.section_tree import RowTree
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.limits import Limits, limits_of
from broadsheet_server.schema.publication import Publication, publication_of

BYTES_MAX: Final = 8 * 1024 * 1024
"""Longest answer that a plan writes, in bytes; a longer one is left to the executor and its limits."""


class Answer:
    """What the writer of a plan refers to as `S`.

    The writer asks for what it needs by the number of a read and a key. What was not read yet is noted as
    wanted; the plan then reads it, and the writer begins again, until nothing is wanted.
    """

    __slots__ = (
        "arguments",
        "article_folder",
        "context",
        "copyright_notice",
        "found",
        "home_label",
        "home_url",
        "media_folder",
        "rows",
        "section_folder",
        "tree",
        "wanted",
        "written",
    )

    def __init__(self, context: Context, arguments: Sequence[Mapping[str, Any]], reads: int) -> None:
        reading = context.reading
        self.context = context
        self.rows = RowContext(context.database, reading)
        self.arguments = arguments
        self.found: list[dict[Any, Any]] = [{} for _ in range(reads)]
        self.wanted: dict[int, dict[Any, Any]] = {}
        self.written = 0
        self.tree: RowTree | None = None
        self.copyright_notice, self.home_label = reading.copyright_notice, reading.home_label
        self.home_url = f"{reading.base_url}/"
        self.article_folder = f"{reading.base_url}/articles/"
        self.section_folder = f"{reading.base_url}/sections/"
        self.media_folder = self.rows.media_folder

    @property
    def publication(self) -> Publication:
        """The publication."""
        return publication_of(self.context.settings)

    @property
    def limits(self) -> Limits:
        """The limits."""
        return limits_of(self.context.settings)

    def get(self, read: int, key: Any) -> Any:
        """What a read found under a key; None where it found nothing, or has not read it yet."""
        found = self.found[read]
        if key in found:
            return found[key]
        self.wanted.setdefault(read, {})[key] = None
        return None

    def get_of(self, read: int, row: Any) -> Any:
        """The same for a read that needs the row, by the id of the row."""
        found = self.found[read]
        if row[0] in found:
            return found[row[0]]
        self.wanted.setdefault(read, {})[row[0]] = row
        return None

    def fragments(
        self, write: Callable[[Any, Any, Any], Any], entries: Sequence[Any], page: Any
    ) -> list[Any]:
        """The entries of a list, each as its bytes. Raises DeclinedError where the answer gets too long."""
        if self.wanted:  # this time it is written only to see what is missing
            for entry in entries:
                write(entry, self, page)
            return []
        texts = []
        for entry in entries:
            text = orjson.dumps(write(entry, self, page))
            self.written += len(text)
            if self.written > BYTES_MAX:
                raise DeclinedError("the answer is too long")
            texts.append(orjson.Fragment(text))
        return texts
