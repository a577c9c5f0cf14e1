"""The newest articles of a list with their bodies, as many bodies as one feed may carry."""

from typing import Final

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.article_lists import ListRequest, article_page
from broadsheet_server.reading.bodies import add_bodies
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.pagination import PageArguments
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.storage.text_budget import TextBudget

FEED_LENGTH: Final = 50
"""Articles in a feed."""
FEED_TEXT_MAX: Final = 2 * 1024 * 1024
"""Bytes of bodies in one feed, which bound the time that writing it takes. Usual articles have 6 KB each."""

_FIELDS = Selection.of(
    *("slug", "path", "headline", "summary", "byline", "language", "copyright_notice", "canonical_url"),
    *("published_at", "updated_at", "section", "authors", "tags", "images"),
)


async def newest_articles(context: ReadContext, where: ArticleFilter, *, with_bodies: bool) -> list[Article]:
    """The newest FEED_LENGTH public articles; `body_html` is "" without bodies, and beyond FEED_TEXT_MAX."""
    request = ListRequest(where, page=PageArguments(size=FEED_LENGTH))
    articles = (await article_page(context, request, Selection.of(nodes=_FIELDS))).nodes
    for article in articles:
        article.body_html = ""
    if with_bodies:
        await add_bodies(context, articles, frozenset({"body_html"}), room=TextBudget(FEED_TEXT_MAX))
    return articles
