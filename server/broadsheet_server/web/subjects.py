"""The pages of tags and authors: lists of the articles about something, or by somebody."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.taxonomy import author_by_slug, tag_by_slug
from broadsheet_server.settings import Settings
from broadsheet_server.web.addresses import FeedLink, author_address, author_feed, tag_address, tag_feed
from broadsheet_server.web.lists import (
    LISTED_TYPES,
    canonical_url,
    has_articles,
    is_first_page_again,
    read_page,
)
from broadsheet_server.web.rendering import read_context, render_page
from broadsheet_server.web.responses import moved_response, page_response
from broadsheet_shared.section_paths import is_slug


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a list is about: its name, where its page is, which articles it has, and its feed."""

    name: str
    path: str
    where: ArticleFilter
    feed: FeedLink
    kind: str
    """What the Open Graph protocol calls such a page."""
    type: str
    """The cache tag of what it is about."""


async def tag_page(request: Request) -> Response:
    """The newest articles with a tag."""
    context, slug, settings = read_context(request), request.path_params["name"], _settings(request)
    tag = await tag_by_slug(context, slug) if is_slug(slug) else None
    if tag is None:
        raise HTTPException(404)
    feed, path = tag_feed(settings, tag), tag_address(tag.slug)
    subject = _Subject(tag.label, path, ArticleFilter(tag=tag.slug), feed, "website", "tag")
    return await _page(request, subject)


async def author_page(request: Request) -> Response:
    """The newest articles of an author."""
    context, slug, settings = read_context(request), request.path_params["name"], _settings(request)
    author = await author_by_slug(context, slug) if is_slug(slug) else None
    if author is None:
        raise HTTPException(404)
    feed, path = author_feed(settings, author), author_address(author.slug)
    subject = _Subject(author.name, path, ArticleFilter(author=author.slug), feed, "profile", "author")
    return await _page(request, subject)


async def _page(request: Request, subject: _Subject) -> Response:
    """The list, at its present address. Without a public article there is none: the name may be a secret."""
    context, settings = read_context(request), _settings(request)
    page = await read_page(context, subject.where, request)
    if not page.nodes and not await has_articles(context, subject.where):
        raise HTTPException(404)
    if request.scope["path"] != subject.path:
        return moved_response(subject.path)
    if is_first_page_again(request, page):
        return RedirectResponse(subject.path, 303)
    if not page.nodes:
        raise HTTPException(404)
    html = await render_page(
        context,
        settings,
        "subject.html",
        feeds=[subject.feed],
        subject=subject,
        page=page,
        list_path=subject.path,
        canonical=canonical_url(request, subject.path),
    )
    return page_response(request, html, types=(*LISTED_TYPES, subject.type))


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
