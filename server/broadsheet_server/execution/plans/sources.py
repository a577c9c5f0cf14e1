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

_UNIQUE_NAMES: Final = frozenset({"slug", "id"})
"""What names one article until that one changes. An address may come to mean another one."""


def sources_of(reads: Sequence[Read], answer: Answer, *, has_tree: bool) -> Sources | None:
    """The sources of an answer; None where it shows the related lists of articles that are not named in it.

    A list, the tree of sections, or a name that may come to mean another article depends on every article. A
    search depends on the articles that it shows: what else it finds depends on the state of the index.
    """
    named = [read.articles.names for read in reads if isinstance(read, ArticleRead)]
    topics = {EVERY_ARTICLE} if has_tree else set()
    for number, read in enumerate(reads):
        row = answer.found[number].get(None) if isinstance(read, ArticleRead) else None
        if isinstance(read, RelatedRead):
            if not any(read.of.names is names for names in named):
                return None
        elif isinstance(read, SearchRead):
            topics.update(_found(answer.found[number].get(None), answer))
        elif not isinstance(read, ArticleRead) or row is None:
            topics.add(EVERY_ARTICLE)
        else:
            topics.add(_topic(read, row, answer))
    for stored in answer.lists.values():
        topics |= stored.topics
    return Sources(frozenset(topics), tuple((key, stored.digest) for key, stored in answer.lists.items()))


def _found(page: Any, answer: Answer) -> Iterator[str]:
    """The topics of the articles on a page of search results."""
    for edge in () if page is None else page.edges:
        yield article_topic(answer.rows.values.hex_of(edge.node[0]))


def _topic(read: ArticleRead, row: Sequence[Any], answer: Answer) -> str:
    """What has to change before the same name gives something else."""
    is_unique = answer.arguments[read.arguments]["by"].keys() <= _UNIQUE_NAMES
    return article_topic(answer.rows.values.hex_of(row[0])) if is_unique else EVERY_ARTICLE
