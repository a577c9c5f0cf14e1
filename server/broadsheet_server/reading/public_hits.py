"""Which of the articles that a search found are public at this moment. Where some are not, one reads on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from broadsheet_server.reading.read_models import Article
from broadsheet_server.search.ranked_search import SearchResult
from broadsheet_server.search.ranking import SearchPosition

MOST_LOOKED_AT = 1_000
"""So many are looked at for one page. If hardly any of them is public, the page is short, and goes on."""

AT_ONCE = 100
"""Where some had ceased to be public, so many more are looked at by one statement."""

Cards = Callable[[Sequence[UUID]], Awaitable[dict[UUID, Article]]]
ReadOn = Callable[[SearchPosition], Awaitable[SearchResult]]


@dataclass(slots=True)
class PublicHits:
    """Those that are public, with their articles, of all that were looked at, down to `last`."""

    spots: list[SearchPosition] = field(default_factory=list)
    articles: dict[UUID, Article] = field(default_factory=dict)
    looked_at: int = 0
    last: SearchPosition | None = None
    has_more: bool = False

    async def look_through(self, spots: Sequence[SearchPosition], enough: int, cards: Cards) -> None:
        """Look at spots from the top until there are `enough`, by one statement if all are public."""
        seen = 0
        while len(self.spots) < enough and seen < len(spots):
            some = spots[seen : seen + (AT_ONCE if self.looked_at else enough)]
            self.articles |= await cards([spot.id for spot in some])
            self.spots += [spot for spot in some if spot.id in self.articles]
            self.looked_at += len(some)
            self.last = some[-1]
            seen += len(some)


async def public_hits(found: SearchResult, enough: int, cards: Cards, read_on: ReadOn) -> PublicHits:
    """At least `enough` of what was found, if there are so many. `cards` reads public articles by key."""
    hits = PublicHits()
    while True:
        await hits.look_through(found.positions, enough, cards)
        hits.has_more = found.has_more
        is_done = len(hits.spots) >= enough or hits.looked_at >= MOST_LOOKED_AT
        if is_done or not found.has_more or not found.positions:
            return hits
        found = await read_on(found.positions[-1])
