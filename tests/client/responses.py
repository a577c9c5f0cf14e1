"""Parts of the server's responses; a test states only what matters to it."""

from typing import Any

from broadsheet_client.api.generated import ArticleCard, ArticlePage

PUBLICATION = {
    "name": "The Harbour Post",
    "homeUrl": "https://news.example/",
    "language": "en",
    "copyrightNotice": "© 2026 The Harbour Post",
    "registrationNumber": "HP-1234",
    "canShareByEmail": True,
}
WORLD = {"path": "world", "name": "World"}


def front_page(**changes: Any) -> dict[str, Any]:
    """The data of FrontPage."""
    return {"publication": PUBLICATION, "sections": [section("world", section("world/asia"))]} | changes


def section(path: str, *children: dict[str, Any]) -> dict[str, Any]:
    """A section with those below it, named by the end of its path."""
    return {"path": path, "name": path.rsplit("/", 1)[-1].title(), "children": list(children)}


def card(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A card; the number makes its id, and a higher number means an older article."""
    return {
        "id": f"a{number}",
        "slug": f"story-{number}",
        "canonicalUrl": f"https://news.example/articles/story-{number}",
        "headline": f"Story {number}",
        "summary": "What happened.",
        "byline": "By Ana Brook",
        "language": "en",
        "publishedAt": f"2026-11-{28 - number // 1000 % 27:02}T12:00:00Z",
        "updatedAt": f"2026-11-{28 - number // 1000 % 27:02}T12:00:00Z",
        "section": WORLD,
        "leadImage": None,
    } | changes


def page(number: int = 1, *, related: tuple[int, ...] = (), **changes: Any) -> dict[str, Any]:
    """A whole article."""
    edges = [
        {
            "score": 0.9,
            "reasons": [{"kind": "SAME_STORY", "text": "the same story"}],
            "node": card(other),
            "alsoPublishedBy": [],
        }
        for other in related
    ]
    return {
        **card(number),
        "bodyHtml": "<p>The ferry sails again.</p>",
        "wordCount": 4,
        "readingMinutes": 1,
        "copyrightNotice": "© 2026 The Harbour Post",
        "authors": [{"slug": "ana-brook", "name": "Ana Brook"}],
        "contributors": [],
        "translations": [],
        "breadcrumb": [
            {"label": "Home", "url": "https://news.example/", "section": None},
            {"label": "World", "url": "https://news.example/sections/world", "section": WORLD},
        ],
        "tags": [{"slug": "ferries", "label": "Ferries", "kind": "TOPIC"}],
        "images": [],
        "corrections": [],
        "related": {"edges": edges},
    } | changes


def image(name: str = "ferry.png", **changes: Any) -> dict[str, Any]:
    """An image."""
    return {
        "url": f"/media/{name}",
        "alt": "A ferry at the pier",
        "caption": "The ferry on Friday",
        "credit": None,
        "width": 1240,
        "height": 620,
        "renditions": [],
    } | changes


def cards(numbers: range, *, cursor: str | None = None) -> dict[str, Any]:
    """The `articles` of an ArticleList response; with a cursor there are more."""
    # A server sends the cursor of the last row even if no page follows it.
    end = {"hasNextPage": cursor is not None, "endCursor": cursor or ("last" if numbers else None)}
    return {"nodes": [card(number) for number in numbers], "pageInfo": end}


def article_card(number: int = 1, **changes: Any) -> ArticleCard:
    """The card, decoded."""
    return ArticleCard.from_json(card(number, **changes))


def article_page(number: int = 1, *, related: tuple[int, ...] = (), **changes: Any) -> ArticlePage:
    """The article, decoded."""
    return ArticlePage.from_json(page(number, related=related, **changes))
