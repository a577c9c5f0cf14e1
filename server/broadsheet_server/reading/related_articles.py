"""The related list of an article, as the public may see it now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.reading.pagination import PageArguments, PageInfo
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_shared.reason_words import reasons_in
from broadsheet_shared.vocabulary import RelatedReasonKind

Entry = TypeVar("Entry")

SPARE = 3
"""So many more are read than are asked for, because some may have ceased to be public."""


@dataclass(slots=True)
class RelatedReason:
    """Why an article is related, for a reader; `weight` is from 0 to 1."""

    kind: RelatedReasonKind
    text: str
    weight: float


@dataclass(slots=True)
class RelatedEdge:
    """A related article: its score (0 to 1), why it is related, and its public near-copies if selected."""

    node: Article
    score: float
    reasons: list[RelatedReason]
    also_published_by: list[Article]

    @property
    def cursor(self) -> str:
        """The opaque cursor of its position."""
        return global_id("RelatedEdge", self.node.uuid)


@dataclass(slots=True)
class RelatedPage:
    """Related articles, strongest first."""

    edges: list[RelatedEdge]
    page_info: PageInfo

    @property
    def nodes(self) -> list[Article]:
        """The articles alone."""
        return [edge.node for edge in self.edges]


async def related_articles(
    context: ReadContext,
    article: Article,
    page: PageArguments,
    selection: Selection,
    *,
    language: str = "en",
    near_copies: bool = False,
) -> RelatedPage:
    """A page of an article's related list: public articles; `related` has to be selected of the article.

    `selection` is what is read of each related article, `language` that of the reasons' text. Where a listed
    article is not public any more, the first of its near-copies that is takes its place. The edges have the
    other near-copies only with `near_copies`. Raises InvalidQueryError for a cursor of no entry.
    """
    entries = related_window([(each, _ids(each)) for each in article.related], page)
    size, needed = page.size, page.size + SPARE
    edges = await _edges(context, entries[:needed], selection, language, near_copies=near_copies)
    if len(edges) <= size and len(entries) > needed:
        edges += await _edges(context, entries[needed:], selection, language, near_copies=near_copies)
    shown = edges[:size][::-1] if page.backwards else edges[:size]
    return RelatedPage(shown, _page_info(shown, page, has_more=len(edges) > size))


def related_window(entries: Sequence[tuple[Entry, Sequence[str]]], page: PageArguments) -> list[Entry]:
    """The entries between a page's cursors, in the order in which it is filled: backwards, the last first.

    Each entry comes with the ids, as hexadecimal digits, of the articles that may stand for it, by any of
    which a cursor may name it. Raises InvalidQueryError for a cursor that names none.
    """
    start = 0 if page.after is None else _place(entries, page.after, "after") + 1
    end = len(entries) if page.before is None else _place(entries, page.before, "before")
    window = [entry for entry, _ in entries[start:end]]
    return window[::-1] if page.backwards else window


def _place(entries: Sequence[tuple[Entry, Sequence[str]]], cursor: str, argument: str) -> int:
    uuid = uuid_of("RelatedEdge", cursor)
    for place, (_, ids) in enumerate(entries):
        if uuid is not None and uuid.hex in ids:
            return place
    raise InvalidQueryError(
        f"`{argument}` is no cursor of this list, or its article is not related any more. Begin without it."
    )


def _ids(entry: RelatedEntry) -> list[str]:
    return [uuid.hex for uuid in (entry.article_id, *entry.near_duplicates)]


async def _edges(
    context: ReadContext,
    entries: Sequence[RelatedEntry],
    selection: Selection,
    language: str,
    *,
    near_copies: bool,
) -> list[RelatedEdge]:
    """The entries of which an article is public: one statement, a second one for replacements if needed."""
    ids = [entry.article_id for entry in entries]
    articles = await articles_by_id(context, ids + _copies(entries) if near_copies else ids, selection)
    if not near_copies:
        withdrawn = (entry for entry in entries if entry.article_id not in articles)
        articles = {**articles, **await articles_by_id(context, _copies(withdrawn), selection)}
    public = [
        [articles[uuid] for uuid in (entry.article_id, *entry.near_duplicates) if uuid in articles]
        for entry in entries
    ]
    return [
        RelatedEdge(nodes[0], entry.score, _reasons(entry, language), nodes[1:])
        for entry, nodes in zip(entries, public, strict=True)
        if nodes
    ]


def _copies(entries: Iterable[RelatedEntry]) -> list[UUID]:
    return [copy for entry in entries for copy in entry.near_duplicates]


def _reasons(entry: RelatedEntry, language: str) -> list[RelatedReason]:
    return [
        RelatedReason(reason.kind, reason_text(reason, language), reason.weight) for reason in entry.reasons
    ]


def _page_info(edges: Sequence[RelatedEdge], page: PageArguments, *, has_more: bool) -> PageInfo:
    has_next, has_previous = page.surroundings(has_more=has_more)
    if not edges:
        return PageInfo(has_next, has_previous)
    return PageInfo(has_next, has_previous, edges[0].cursor, edges[-1].cursor)


def reason_text(reason: Reason, language: str) -> str:
    """A fragment of a sentence for the reader; `language` is a BCP 47 tag."""
    with_value, without = reasons_in(language)[reason.kind]
    return with_value.format(reason.value) if reason.value else without
