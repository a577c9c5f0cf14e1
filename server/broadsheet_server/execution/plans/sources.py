"""What an answer is made of: single articles and their related lists, or whichever articles there are.

Such an answer stays what it is until one of these changes: see `execution.source_watch`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from broadsheet_server.changefeed.topics import EVERY_ARTICLE, article_topic
from broadsheet_server.execution.answers import Sources
from broadsheet_server.execution.plans.answer import Answer
from broadsheet_server.execution.plans.reads import ArticleRead, Read, RelatedRead
from broadsheet_server.execution.plans.search_writers import SearchRead
from broadsheet_server.reading.rows.articles import row_values
from broadsheet_server.reading.rows.related import list_digest, listed_ids

_UNIQUE_NAMES: Final = frozenset({"slug", "id"})
"""What names one article until that one changes. An address may come to mean another one."""

_LIST: Final = ("related.ids", "related.scores", "related.reasons", "related.near_duplicates")


def sources_of(reads: Sequence[Read], answer: Answer, *, has_tree: bool) -> Sources | None:
    """The sources of an answer; None where it shows the related lists of articles that are not named in it.

    A list, the tree of sections, or a name that may come to mean another article depends on every article. A
    search depends on the articles that it shows: what else it finds depends on the state of the index.
    """
    named = [read for read in reads if isinstance(read, ArticleRead)]
    topics = {EVERY_ARTICLE} if has_tree else set()
    lists: dict[str, bytes] = {}
    for number, read in enumerate(reads):
        row = answer.found[number].get(None) if isinstance(read, ArticleRead) else None
        if isinstance(read, RelatedRead):
            if not any(read.of is each.articles for each in named):
                return None
        elif isinstance(read, SearchRead):
            topics.update(_found(answer.found[number].get(None), answer))
        elif not isinstance(read, ArticleRead) or row is None:
            topics.add(EVERY_ARTICLE)
        else:
            topics.add(_topic(read, row, answer))
            if (values := _related(read, row)) is not None:
                topics.update(map(article_topic, listed_ids(values[0], values[3])))
                lists[row[0]] = list_digest(values)
    return Sources(frozenset(topics), tuple(lists.items()))


def _found(page: Any, answer: Answer) -> Iterator[str]:
    """The topics of the articles on a page of search results."""
    for edge in () if page is None else page.edges:
        yield article_topic(answer.rows.values.hex_of(edge.node[0]))


def _topic(read: ArticleRead, row: Sequence[Any], answer: Answer) -> str:
    """What has to change before the same name gives something else."""
    is_unique = answer.arguments[read.arguments]["by"].keys() <= _UNIQUE_NAMES
    return article_topic(answer.rows.values.hex_of(row[0])) if is_unique else EVERY_ARTICLE


def _related(read: ArticleRead, row: Sequence[Any]) -> list[Any] | None:
    """The values of the related list in a row, if it was read."""
    names = row_values(read.articles.frozen)
    return [row[names.index(name)] for name in _LIST] if _LIST[0] in names else None
