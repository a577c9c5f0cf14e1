"""The related list of an article, as the public may see it now."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.reading.read_models import Article
from broadsheet_server.related.lists import Reason, RelatedEntry

SPARE = 3
"""So many more are read than are asked for, because some may not be public any more."""

Cards = Callable[[Sequence[UUID]], Awaitable[dict[UUID, Article]]]


@dataclass(slots=True)
class RelatedEdge:
    """A related article: how strongly it belongs (0 to 1), why, and where else it was published, if asked."""

    node: Article
    score: float
    reasons: tuple[Reason, ...]
    also_published_by: list[Article]

    @property
    def cursor(self) -> str:
        """The opaque cursor of its place."""
        return global_id("RelatedEdge", self.node.key)


async def related_edges(
    entries: Sequence[RelatedEntry], first: int, cards: Cards, *, copies: bool = False
) -> tuple[list[RelatedEdge], bool]:
    """The `first` public articles of a list, and whether there are more. `cards` reads articles by key.

    Where an article is not public any more, the first of its near-copies that is takes its place. `cards` is
    called once, and again only where articles have ceased to be public; with `copies`, for more than a few.
    """
    enough = first + SPARE
    edges = await _edges(entries[:enough], cards, copies=copies)
    if len(edges) <= first and len(entries) > enough:
        edges += await _edges(entries[enough:], cards, copies=copies)
    return edges[:first], len(edges) > first


async def _edges(entries: Sequence[RelatedEntry], cards: Cards, *, copies: bool) -> list[RelatedEdge]:
    keys = [entry.article_id for entry in entries]
    found = await cards(keys + _copies(entries) if copies else keys)
    if not copies and (heirs := _copies(entry for entry in entries if entry.article_id not in found)):
        found |= await cards(heirs)
    public = (
        [found[key] for key in (entry.article_id, *entry.near_duplicates) if key in found]
        for entry in entries
    )
    return [
        RelatedEdge(articles[0], entry.score, entry.reasons, articles[1:])
        for entry, articles in zip(entries, public, strict=True)
        if articles
    ]


def _copies(entries: Iterable[RelatedEntry]) -> list[UUID]:
    return [copy for entry in entries for copy in entry.near_duplicates]
