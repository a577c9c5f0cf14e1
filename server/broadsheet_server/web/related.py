"""Related news as the article page tells it: what else to read, why, and where else it was published."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.related_articles import RelatedEdge, related_articles
from broadsheet_server.reading.selection import Selection
from broadsheet_server.web.words import Words
from broadsheet_shared.limits import RELATED_DEFAULT

_CARD = Selection.of("slug", "path", "headline", "language", "published_at", "source")
_REASONS_MAX = 2


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A line of links to near-copies, each with its text."""

    label: str
    links: list[tuple[str, Article]]
    separator: str


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """A related article as it is announced."""

    article: Article
    reasons: list[str]
    elsewhere: list[Elsewhere]


async def related_items(
    context: ReadContext, article: Article, words: Words, publication: str
) -> list[RelatedItem]:
    """The items beside an article, by one statement where all of them are still public."""
    page = await related_articles(
        context, article, RELATED_DEFAULT, _CARD, language=words.language, near_copies=True
    )
    return [
        RelatedItem(
            edge.node,
            _reasons(edge),
            _elsewhere(edge.also_published_by, words, publication),
        )
        for edge in page.edges
    ]


def _reasons(edge: RelatedEdge) -> list[str]:
    texts = dict.fromkeys(reason.text for reason in edge.reasons)
    return list(texts)[:_REASONS_MAX]


def _elsewhere(copies: Sequence[Article], words: Words, publication: str) -> list[Elsewhere]:
    """Copies by the names of their sources; by headline where that is ours or does not tell them apart."""
    by_source: dict[str, Article] = {}
    by_headline: list[tuple[str, Article]] = []
    for copy in copies:
        name = copy.source.name if copy.source else publication
        if name == publication or name in by_source:
            by_headline.append((copy.headline, copy))
        else:
            by_source[name] = copy
    lines = (
        Elsewhere(words.also_by, list(by_source.items()), words.between_names),
        Elsewhere(words.also_as, by_headline, words.between_reasons),
    )
    return [line for line in lines if line.links]
