"""The page of one article: what a friend's link opens."""

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.newsroom.slugs import is_slug
from broadsheet_server.reading.articles import article_by
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.withdrawn_articles import is_withdrawn
from broadsheet_server.settings import Settings
from broadsheet_server.web.error_pages import gone
from broadsheet_server.web.mailto import mail_link
from broadsheet_server.web.metadata import article_data
from broadsheet_server.web.page_context import read_context, render_page
from broadsheet_server.web.related import related_items
from broadsheet_server.web.responses import page
from broadsheet_server.web.words import words_for

_PAGE = Selection.of(
    *("slug", "path", "headline", "summary", "byline", "language", "published_at", "updated_at", "section"),
    *("lead_image", "body_html", "authors", "tags", "corrections", "related", "source", "canonical_url"),
    *("copyright_notice", "word_count", "reading_minutes"),
)


async def article(request: Request) -> Response:
    """The article with its related news; 410 where it was withdrawn, 404 where it never was."""
    context, settings = read_context(request), request.app.state.settings
    slug: str = request.path_params["slug"]
    found = await article_by(context, "slug", slug, _PAGE) if is_slug(slug) else None
    if found is not None:
        html = await _html(context, settings, found)
        return page(request, html, changed_at=_changed_at(found))
    if is_slug(slug) and await is_withdrawn(context, slug):
        return await gone(request)
    raise HTTPException(404)


async def _html(context: ReadContext, settings: Settings, found: Article) -> str:
    words = words_for(found.language)
    way = (await context.sections()).breadcrumb(found.section)
    address = settings.base_url + found.path
    return await render_page(
        context,
        settings,
        "article.html",
        language=found.language,
        here=found.section.path,
        article=found,
        way=way,
        current="",
        related=await related_items(context, found, words, settings.publication.name),
        canonical=found.canonical_url,
        mail_link=mail_link(found.headline, found.summary, address, settings.publication.name, words),
        linked_data=article_data(found, way, base_url=settings.base_url, publication=settings.publication),
    )


def _changed_at(found: Article) -> datetime:
    return max([found.updated_at, *(correction.corrected_at for correction in found.corrections)])
