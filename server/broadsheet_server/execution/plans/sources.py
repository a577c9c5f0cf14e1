"""What an answer is made of: single articles and their related lists, or whichever articles there are.

Such an answer stays what it is until one of these changes: see `execution.source_watch`.
"""

from collections.abc import Iterable, Iterator, KeysView, Sequence
from typing import Any, Final

from broadsheet_server.changefeed.topics import EVERY_ARTICLE, article_topic
from broadsheet_server.execution.answers import Sources, topic_hashes
from broadsheet_server.execution.plans.answer import Answer
from broadsheet_server.execution.plans.kept_reads import topic_of
from broadsheet_server.execution.plans.reads import ArticleRead, PageRead, Read, RelatedRead, SectionRead
from broadsheet_server.execution.plans.search_writers import SearchRead

_UNIQUE_NAMES: Final = frozenset({"slug", "id"})
"""What names one article until that one changes. An address may come to mean another one."""

_GIVEN_WITHOUT_A_CHANGE: Final = "externalReference"
"""A source may send an article that is here again under a further reference: nothing of it has changed."""


def sources_of(reads: Sequence[Read], answer: Answer, *, lists_sections: bool) -> Sources | None:
    """The sources of an answer; None where it shows the related lists of articles that are not named in it,
    or names an article by an external reference.

    Which sections have articles, or a name that may come to mean another article, depends on every article. A
    page depends on its list; what a section is, on what articles share. A search depends on the articles that
    it shows: what else it finds, on the state of the index.
    """
    named = [read.articles.names for read in reads if isinstance(read, ArticleRead)]
    topics = {EVERY_ARTICLE} if lists_sections else set()
    for number, read in enumerate(reads):
        found = answer.found[number]
        if isinstance(read, RelatedRead):
            if not any(read.of.names is names for names in named):
                return None
        elif isinstance(read, SearchRead):
            topics.update(_found(found.get(None), answer))
        elif isinstance(read, PageRead):
            topics.update(_on_pages(read, found, answer))
        elif isinstance(read, ArticleRead) and _GIVEN_WITHOUT_A_CHANGE in _names(read, answer):
            return None
        elif isinstance(read, SectionRead) and found.get(None) is not None:
            pass  # whatever changes a section ends everything
        elif isinstance(read, ArticleRead) and (row := found.get(None)) is not None:
            topics.add(_topic(read, row, answer))
        else:
            topics.add(EVERY_ARTICLE)
    hex_of = answer.rows.values.hex_of
    for stored in answer.lists.values():
        topics.update(article_topic(hex_of(each)) for each in stored.listed_ids)
    lists = tuple((key, hex_of(key), stored.digest) for key, stored in answer.lists.items())
    return Sources(topic_hashes(topics), lists)


def _on_pages(read: PageRead, pages: Iterable[Any], answer: Answer) -> Iterator[str]:
    """The topics of the lists, which every change of an article on their pages has too."""
    for key in pages:
        yield topic_of(read.condition(answer.arguments[read.arguments], key))


def _found(page: Any, answer: Answer) -> Iterator[str]:
    """The topics of the articles on a page of search results."""
    for edge in () if page is None else page.edges:
        yield article_topic(answer.rows.values.hex_of(edge.node[0]))


def _names(read: ArticleRead, answer: Answer) -> KeysView[str]:
    """By which kind of name an article is asked for."""
    names: KeysView[str] = answer.arguments[read.arguments]["by"].keys()
    return names


def _topic(read: ArticleRead, row: Sequence[Any], answer: Answer) -> str:
    """What has to change before the same name gives something else."""
    is_unique = _names(read, answer) <= _UNIQUE_NAMES
    return article_topic(answer.rows.values.hex_of(row[0])) if is_unique else EVERY_ARTICLE
