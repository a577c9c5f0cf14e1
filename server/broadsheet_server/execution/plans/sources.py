"""Of which articles and related lists an answer is made, where it is made of nothing else.

Such an answer stays what it is until one of them changes: see `execution.source_watch`.
"""

from collections.abc import Sequence
from typing import Any, Final

from broadsheet_server.changefeed.topics import article_topic
from broadsheet_server.execution.answers import Sources
from broadsheet_server.execution.plans.answer import Answer
from broadsheet_server.execution.plans.reads import ArticleRead, Read, RelatedRead
from broadsheet_server.reading.rows.articles import row_values
from broadsheet_server.reading.rows.related import list_digest, listed_ids

_UNIQUE_NAMES: Final = frozenset({"slug", "id"})
"""What names one article until that one changes. An address may come to mean another one."""

_LIST: Final = ("related.ids", "related.scores", "related.reasons", "related.near_duplicates")


def sources_of(reads: Sequence[Read], answer: Answer) -> Sources | None:
    """The sources of an answer to `article(by:)`; None where it has others, or shows no article."""
    named = [read for read in reads if isinstance(read, ArticleRead)]
    if not all(isinstance(read, ArticleRead) or _is_of_named(read, named) for read in reads):
        return None
    topics: set[str] = set()
    lists: dict[str, bytes] = {}
    for number, read in enumerate(reads):
        if not isinstance(read, ArticleRead):
            continue
        row = answer.found[number].get(None)
        if row is None or not answer.arguments[read.arguments]["by"].keys() <= _UNIQUE_NAMES:
            return None
        topics.add(article_topic(answer.rows.values.hex_of(row[0])))
        if (values := _related(read, row)) is not None:
            topics.update(map(article_topic, listed_ids(values[0], values[3])))
            lists[row[0]] = list_digest(values)
    return Sources(frozenset(topics), tuple(lists.items()))


def _is_of_named(read: Read, named: Sequence[ArticleRead]) -> bool:
    """Whether it reads the related lists of articles that are named in the operation."""
    return isinstance(read, RelatedRead) and any(read.of is each.articles for each in named)


def _related(read: ArticleRead, row: Sequence[Any]) -> list[Any] | None:
    """The values of the related list in a row, if it was read."""
    names = row_values(read.articles.frozen)
    return [row[names.index(name)] for name in _LIST] if _LIST[0] in names else None
