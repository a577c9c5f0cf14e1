"""The front page and the pages of sections: lists of articles, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.article_lists import ListRequest, article_page
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.pagination import Page, PageArguments
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.taxonomy import section_by_path
from broadsheet_server.settings import Settings
from broadsheet_server.web.addresses import section_address, section_feed
from broadsheet_server.web.rendering import read_context, render_page
from broadsheet_server.web.responses import moved_response, page_response
from broadsheet_server.web.structured_data import section_data

_LIST_FIELDS = Selection.of(
    "page_info",
    nodes=Selection.of(
        *("slug", "path", "headline", "summary", "byline", "language", "published_at", "updated_at"),
        *("published_on", "section", "lead_image"),
    ),
)
_SLUG = Selection.of(nodes=Selection.of("slug"))
LISTED_TYPES: Final = ("article", "image", "publication", "rendition", "section")
"""What is on the page of a list: its cache tags."""

_LEAD_CANDIDATES = 6
_BESIDE = 4


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The layout of the front page: one large story, some beside it, the others below."""

    lead: Article
    beside: Sequence[Article]
    below: Sequence[Article]


def front_page_layout(articles: Sequence[Article], language: str) -> FrontPage:
    """Leads with the newest story that has an image and the publication's language, else with the newest."""
    candidates = (
        article
        for article in articles[:_LEAD_CANDIDATES]
        if article.lead_image and not article.lead_image.is_withheld and article.language == language
    )
    lead = next(candidates, articles[0])
    others = [article for article in articles if article is not lead]
    return FrontPage(lead, others[:_BESIDE], others[_BESIDE:])


async def front_page(request: Request) -> Response:
    """The newest articles of the publication."""
    context, settings = read_context(request), _settings(request)
    page = await read_page(context, ArticleFilter(), request)
    if is_first_page_again(request, page):
        return RedirectResponse("/", 303)
    is_first = bool(page.nodes) and not page.page_info.has_previous_page
    html = await render_page(
        context,
        settings,
        "front_page.html",
        page=page,
        layout=front_page_layout(page.nodes, settings.publication.language) if is_first else None,
        list_path="/",
        canonical=canonical_url(request, "/"),
    )
    return page_response(request, html, types=LISTED_TYPES)


async def section_page(request: Request) -> Response:
    """The newest articles of a section and its descendants."""
    path: str = request.path_params["path"]
    context, settings = read_context(request), _settings(request)
    tree = await context.sections()
    section = tree.by_path.get(path)
    if section is None:
        return await _moved_section(context, path)
    page = await read_page(context, ArticleFilter(section=path), request)
    if is_first_page_again(request, page):
        return RedirectResponse(section_address(path), 303)
    breadcrumb = tree.breadcrumb(section)
    html = await render_page(
        context,
        settings,
        "section.html",
        section_path=path,
        feeds=[section_feed(settings, section)],
        section=section,
        children=tree.children(section),
        breadcrumb=breadcrumb,
        current_path=path,
        page=page,
        list_path=section_address(path),
        canonical=canonical_url(request, section_address(path)),
        structured_data=section_data(
            breadcrumb, base_url=settings.base_url, publication=settings.publication
        ),
    )
    return page_response(request, html, types=(*LISTED_TYPES, "breadcrumb"))


async def _moved_section(context: ReadContext, path: str) -> Response:
    moved = await section_by_path(context, path)
    if moved is None:
        raise HTTPException(404)
    return moved_response(section_address(moved.path))


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def canonical_url(request: Request, path: str) -> str:
    """The URL of this page of the list, without unknown query parameters."""
    query = request.query_params
    cursor = next(((name, query[name]) for name in ("after", "before") if name in query), None)
    return _settings(request).base_url + path + (f"?{urlencode([cursor])}" if cursor else "")


async def read_page(context: ReadContext, where: ArticleFilter, request: Request) -> Page:
    """The page behind `?after=` or `?before=`. A cursor that is none of ours is a 404."""
    after, before = request.query_params.get("after"), request.query_params.get("before")
    backwards = before is not None and after is None
    try:
        arguments = PageArguments(after=after, before=before if backwards else None, backwards=backwards)
        return await article_page(context, ListRequest(where, page=arguments), _LIST_FIELDS)
    except InvalidQueryError as error:
        raise HTTPException(404) from error


async def has_articles(context: ReadContext, where: ArticleFilter) -> bool:
    """Whether the public sees an article of the list."""
    newest = ListRequest(where, page=PageArguments(size=1))
    return bool((await article_page(context, newest, _SLUG)).nodes)


def is_first_page_again(request: Request, page: Page) -> bool:
    """Paging back can end on a first page that is not full; the list's own path shows it in full."""
    return "before" in request.query_params and not page.page_info.has_previous_page
