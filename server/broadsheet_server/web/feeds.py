"""Feeds of the newest articles: of everything, of a section, of a tag, of an author."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.feed_articles import newest_articles
from broadsheet_server.reading.taxonomy import author_by_slug, section_by_path, tag_by_slug
from broadsheet_server.settings import Settings
from broadsheet_server.web import atom, json_feed
from broadsheet_server.web.addresses import (
    FeedLink,
    author_address,
    author_feed,
    publication_feed,
    section_address,
    section_feed,
    tag_address,
    tag_feed,
)
from broadsheet_server.web.feed_entries import Feed
from broadsheet_server.web.lists import has_articles
from broadsheet_server.web.rendering import read_context
from broadsheet_server.web.responses import http_date, moved_response, page_response
from broadsheet_shared.section_paths import is_section_path, is_slug

_FORMATS: Final[dict[str, tuple[str, Callable[[Feed], str]]]] = {
    "atom": (atom.MEDIA_TYPE, atom.atom),
    "json": (json_feed.MEDIA_TYPE, json_feed.json_feed),
}
"""Media type and writer of each format, by the extension of its address."""
_TYPES: Final = ("article", "author", "image", "publication", "section", "tag")
"""What is in a feed: the tags by which a cache in front drops it, as answers of the API have them."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a feed is about; `page` and `description` as `Feed` has them."""

    id: str
    link: FeedLink
    where: ArticleFilter
    page: str = "/"
    description: str = ""


_Find = Callable[[ReadContext, Settings, str], Awaitable[_Subject | None]]


def feed_routes() -> list[BaseRoute]:
    """Every feed in every format. They belong in front of the pages of sections, whose paths are open."""
    return [
        Route("/feed.{format}", _endpoint(_everything)),
        Route("/sections/{name:path}/feed.{format}", _endpoint(_section)),
        Route("/tags/{name}/feed.{format}", _endpoint(_tag)),
        Route("/authors/{name}/feed.{format}", _endpoint(_author)),
    ]


def _endpoint(find: _Find) -> Callable[[Request], Awaitable[Response]]:
    """Answer with the feed of what `find` finds by the name in the address, or with its present address."""

    async def endpoint(request: Request) -> Response:
        context, settings = read_context(request), request.app.state.settings
        extension = request.path_params["format"]
        subject = await find(context, settings, request.path_params.get("name", ""))
        if subject is None or extension not in _FORMATS:
            raise HTTPException(404)
        path = f"{subject.link.path}.{extension}"
        if request.scope["path"] != path:
            return moved_response(path)
        return _response(request, extension, await _feed(context, settings, subject))

    return endpoint


async def _everything(context: ReadContext, settings: Settings, _: str) -> _Subject:
    about = settings.publication.description
    return _Subject(f"{context.base_url}/", publication_feed(settings), ArticleFilter(), description=about)


async def _section(context: ReadContext, settings: Settings, path: str) -> _Subject | None:
    """A section and all below it."""
    section = await section_by_path(context, path) if is_section_path(path) else None
    if section is None:
        return None
    where, page = ArticleFilter(section=section.path), section_address(section.path)
    return _Subject(section.uuid.urn, section_feed(settings, section), where, page, section.description or "")


async def _tag(context: ReadContext, settings: Settings, slug: str) -> _Subject | None:
    """Like its page: none without a public article, for the name may be a secret."""
    tag = await tag_by_slug(context, slug) if is_slug(slug) else None
    if tag is None:
        return None
    where, page = ArticleFilter(tag=tag.slug), tag_address(tag.slug)
    if not await has_articles(context, where):
        return None
    return _Subject(tag.uuid.urn, tag_feed(settings, tag), where, page)


async def _author(context: ReadContext, settings: Settings, slug: str) -> _Subject | None:
    """Like their page: none without a public article, for the name may be a secret."""
    author = await author_by_slug(context, slug) if is_slug(slug) else None
    if author is None:
        return None
    where, page = ArticleFilter(author=author.slug), author_address(author.slug)
    if not await has_articles(context, where):
        return None
    return _Subject(author.uuid.urn, author_feed(settings, author), where, page)


async def _feed(context: ReadContext, settings: Settings, subject: _Subject) -> Feed:
    return Feed(
        id=subject.id,
        link=subject.link,
        page=subject.page,
        description=subject.description,
        base_url=settings.base_url,
        publication=settings.publication,
        articles=await newest_articles(context, subject.where, with_bodies=settings.feeds == "full"),
    )


def _response(request: Request, extension: str, feed: Feed) -> Response:
    """The feed, or 304 by its ETag alone: where an article is withdrawn, no date in the feed is new.

    Whoever sends If-Modified-Since only would keep it for ever, so the date is for people (RFC 9110, section
    13.1.3, lets the server ignore the condition).
    """
    media_type, write = _FORMATS[extension]
    response = page_response(request, write(feed), media_type=media_type, types=_TYPES)
    if feed.articles:
        response.headers["Last-Modified"] = http_date(feed.updated_at)
    return response
