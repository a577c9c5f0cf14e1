"""Sitemaps for search engines (sitemaps.org, protocol 0.9): an index, its files by month, and the news."""

import asyncio
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article, Section
from broadsheet_server.reading.sitemap import (
    Month,
    MonthSummary,
    latest_news,
    month_articles,
    months,
    subjects,
)
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.storage.time_slice import TimeSlice
from broadsheet_server.web.addresses import (
    NEWS_SITEMAP,
    SITEMAP_INDEX,
    author_address,
    section_address,
    tag_address,
)
from broadsheet_server.web.rendering import read_context
from broadsheet_server.web.responses import chunked_response, page_response
from broadsheet_server.web.xml_documents import add, document, element, escaped, timestamp
from broadsheet_shared.language_tags import primary_language, with_likely_script

MEDIA_TYPE: Final = "application/xml"
_TYPES: Final = ("article", "author", "publication", "section", "tag")
"""What the sitemaps tell of: their cache tags."""

_SECTIONS_PATH: Final = "/sitemaps/sections.xml"
_SUBJECTS_PATH: Final = "/sitemaps/subjects.xml"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_NAMESPACE: Final = "http://www.google.com/schemas/sitemap-news/0.9"
_HEAD: Final = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_NAMESPACE}">\n'
_FILE_NAME: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-([1-9][0-9]{0,5}))?")
_KEPT_FOR: Final = timedelta(minutes=1)
"""As long as any page may be kept. A large archive takes seconds to count."""


class SitemapIndex:
    """The index, written once a minute at most, and by one request at a time."""

    def __init__(self) -> None:
        self._counting = asyncio.Lock()
        self._kept: tuple[datetime, str] | None = None

    async def answer(self, request: Request) -> Response:
        """The index of all files."""
        async with self._counting:
            context = read_context(request)
            if self._kept is None or not context.now - _KEPT_FOR < self._kept[0] <= context.now:
                self._kept = context.now, _index(await months(context), context.base_url)
            return page_response(request, self._kept[1], media_type=MEDIA_TYPE, types=_TYPES)


def sitemap_routes() -> list[BaseRoute]:
    """The index and its files."""
    return [
        Route(SITEMAP_INDEX, SitemapIndex().answer),
        Route(NEWS_SITEMAP, _news),
        Route(_SECTIONS_PATH, _sections),
        Route(_SUBJECTS_PATH, _subjects),
        Route("/sitemaps/{name}.xml", _month),
    ]


def _index(found: Iterable[MonthSummary], base_url: str) -> str:
    root = element("sitemapindex", {"xmlns": _NAMESPACE})
    for path in (NEWS_SITEMAP, _SECTIONS_PATH, _SUBJECTS_PATH):
        add(add(root, "sitemap"), "loc", base_url + path)
    for summary in found:
        for number in range(1, summary.files + 1):
            sitemap = add(root, "sitemap")
            add(sitemap, "loc", f"{base_url}/sitemaps/{_file_name(summary.month, number)}.xml")
            add(sitemap, "lastmod", timestamp(summary.changed_at))
    return document(root)


def _file_name(month: Month, number: int) -> str:
    """`2026-11`, and for further articles of the month `2026-11-2` and so on."""
    name = f"{month.year:04}-{month.month:02}"
    return name if number == 1 else f"{name}-{number}"


def _file(name: str) -> tuple[Month, int] | None:
    """The month and the number in it that a name stands for."""
    parts = _FILE_NAME.fullmatch(name)
    if parts is None or parts[1] == "0000" or parts[3] == "1":
        return None
    return Month(int(parts[1]), int(parts[2])), int(parts[3] or 1)


async def _month(request: Request) -> Response:
    """The articles of a month. They are written in batches, between which others have their turn."""
    context, file = read_context(request), _file(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    chunks, time_slice = [_HEAD.encode()], TimeSlice()
    async for articles in month_articles(context, *file):
        chunks.append(_addresses(articles, context.base_url).encode())
        if time_slice.is_over:
            await time_slice.next()
    if len(chunks) == 1:
        raise HTTPException(404)
    return chunked_response(request, [*chunks, b"</urlset>\n"], media_type=MEDIA_TYPE, types=_TYPES)


def _addresses(articles: Iterable[Article], base_url: str) -> str:
    """As text at once: a tree of ten thousand addresses takes four times as long."""
    return "".join(
        f"<url><loc>{escaped(base_url + article.path)}</loc>"
        f"<lastmod>{timestamp(article.updated_at)}</lastmod></url>\n"
        for article in articles
    )


async def _sections(request: Request) -> Response:
    """The front page, and the pages of all sections that stand in the navigation."""
    context = read_context(request)
    tree = await context.sections()
    root, waiting = element("urlset", {"xmlns": _NAMESPACE}), [*reversed(tree.roots)]
    add(add(root, "url"), "loc", f"{context.base_url}/")
    while waiting:
        section: Section = waiting.pop()
        add(add(root, "url"), "loc", context.base_url + section_address(section.path))
        waiting += reversed(tree.children(section))
    return page_response(request, document(root), media_type=MEDIA_TYPE, types=_TYPES)


async def _subjects(request: Request) -> Response:
    """The pages of tags and authors."""
    context = read_context(request)
    tags, authors = await subjects(context)
    paths = [*map(tag_address, tags), *map(author_address, authors)]
    chunks = [f"<url><loc>{escaped(context.base_url + path)}</loc></url>\n".encode() for path in paths]
    return chunked_response(
        request, [_HEAD.encode(), *chunks, b"</urlset>\n"], media_type=MEDIA_TYPE, types=_TYPES
    )


async def _news(request: Request) -> Response:
    """The articles of the last two days, as Google's news sitemaps are."""
    context, publication = read_context(request), request.app.state.settings.publication
    return page_response(
        request, await _news_document(context, publication), media_type=MEDIA_TYPE, types=_TYPES
    )


async def _news_document(context: ReadContext, publication: PublicationSettings) -> str:
    root = element("urlset", {"xmlns": _NAMESPACE, "xmlns:news": _NEWS_NAMESPACE})
    for article in await latest_news(context):
        address = add(root, "url")
        add(address, "loc", context.base_url + article.path)
        news = add(address, "news:news")
        publisher = add(news, "news:publication")
        add(publisher, "news:name", publication.name)
        add(publisher, "news:language", news_language(article.language))
        add(news, "news:publication_date", timestamp(article.published_at))
        add(news, "news:title", article.headline)
    return document(root)


def news_language(tag: str) -> str:
    """ISO 639, or `zh-cn` and `zh-tw` for the two scripts of Chinese, as news sitemaps write languages."""
    language = primary_language(tag)
    if language != "zh":
        return language
    return "zh-tw" if "-hant" in with_likely_script(tag).lower() else "zh-cn"
