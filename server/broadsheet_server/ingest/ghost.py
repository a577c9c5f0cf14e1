"""Ghost's export: one JSON document with the tables of its database, `{"db": [{"data": {"posts": […]}}]}`.

Also the older form without `db` (https://ghost.org/docs/migration/ghost/).
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import orjson

from broadsheet_server.ingest.ghost_post import GhostPost, Members, member_text, parse_post
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    rejected,
)
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode

FILE_BYTES_MAX = 256 * 1024 * 1024
_DATABASE = re.compile(r'\s*\{\s*"db"\s*:\s*\[')
_TABLES = re.compile(r'\s*\{\s*"(?:meta|data)"\s*:\s*\{')


@dataclass(frozen=True, slots=True)
class _Export:
    """The tables of an export, and what they say of the site."""

    tables: Members

    def rows(self, name: str) -> list[Members]:
        """The rows of a table that are objects."""
        rows = self.tables.get(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def setting(self, key: str) -> str | None:
        """A setting of the site."""
        values = (member_text(row, "value") for row in self.rows("settings") if row.get("key") == key)
        return next(values, None)

    def linked(self, table: str, name: str, target: str) -> Mapping[str, Sequence[Members]]:
        """The rows of `target` that each post is linked to by `table`, in their order."""
        by_id = {str(row.get("id")): row for row in self.rows(target)}
        found = defaultdict(list)
        for row in sorted(self.rows(table), key=_sort_order):
            if each := by_id.get(str(row.get(name))):
                found[str(row.get("post_id"))].append(each)
        return found


def recognises(head: str) -> bool:
    """Whether a file that begins like this is a Ghost export."""
    is_tables = _TABLES.match(head) is not None and ('"exported_on"' in head or '"posts"' in head)
    return is_tables or _DATABASE.match(head) is not None


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse every post of an export."""
    data = file.read(FILE_BYTES_MAX + 1)
    try:
        if len(data) > FILE_BYTES_MAX:
            raise UnreadableItemError(f"The export is larger than {FILE_BYTES_MAX // 1024**2} MB.")
        export = _Export(_tables(_load(data)))
    except json.JSONDecodeError as error:
        yield RejectedItem(f"line {error.lineno}, column {error.colno}", f"This is not JSON: {error.msg}.")
    except (UnreadableTextError, UnreadableItemError) as error:
        yield RejectedItem("", str(error))
    else:
        yield from _posts(export, defaults)


def _load(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        text = decode(data)[0]
    try:
        return json.loads(text)  # takes halves of emoji, which JavaScript writes; validation drops them
    except RecursionError:
        raise UnreadableItemError("The export is nested too deeply.") from None


def _tables(value: Any) -> Members:
    """The tables, in an object with `data`, itself perhaps in a list called `db`."""
    if isinstance(value, dict) and isinstance(value.get("db"), list) and value["db"]:
        value = value["db"][0]
    tables = value.get("data") if isinstance(value, dict) else None
    if not isinstance(tables, dict) or not isinstance(tables.get("posts"), list):
        raise UnreadableItemError("The export has no list of posts ($.db[0].data.posts).")
    return tables


def _posts(export: _Export, defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    tags = export.linked("posts_tags", "tag_id", "tags")
    authors = export.linked("posts_authors", "author_id", "users")
    users = {str(row.get("id")): row for row in export.rows("users")}
    texts = {str(row.get("post_id")): row for row in export.rows("posts_meta")}
    title, language = export.setting("title"), export.setting("locale") or export.setting("lang")
    for index, row in enumerate(export.rows("posts")):
        position, post_id = f"$.posts[{index}]", str(row.get("id"))
        author = users.get(str(row.get("author_id")))
        post = GhostPost(
            row=row,
            texts=texts.get(post_id, {}),
            tags=tags.get(post_id, ()),
            authors=authors.get(post_id) or ([author] if author else []),
            site=title,
            language=language,
        )
        try:
            yield parse_post(post, defaults, position)
        except UnreadableItemError as error:
            headline = (member_text(row, "title") or "")[:200]
            yield rejected(error, position, headline)


def _sort_order(row: Members) -> float:
    order = row.get("sort_order")
    return order if isinstance(order, int | float) else 0
