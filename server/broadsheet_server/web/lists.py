"""The front page and the pages of the sections: lists of articles, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from broadsheet_server.settings import Settings
from broadsheet_server.web.metadata import section_data
from broadsheet_server.web.page_context import read_context, render_page
from broadsheet_server.web.rendering import section_address
from broadsheet_server.web.responses import page as answer

CARD = Selection.of(
    "slug",
    "path",
    "headline",
    "summary",
    "byline",
    "language",
    "published_at",
    "updated_at",
    "section",
    "lead_image",
)
_LIST = Selection.of("page_info", nodes=CARD)
_NEAR_THE_TOP = 6
_BESIDE = 4


@dataclass(frozen=True, slots=True)
class Front:
    """The front page as it is laid out: one large story, some beside it, the others below."""

    lead: Article
    beside: Sequence[Article]
    below: Sequence[Article]


def lay_out(articles: Sequence[Article], language: str) -> Front:
    """Lead with the newest story that has a picture and the newspaper’s language, else with the newest."""
    pictured = (each for each in articles[:_NEAR_THE_TOP] if each.lead_image and each.language == language)
    lead = next(pictured, articles[0])
    others = [each for each in articles if each is not lead]
    return Front(lead, others[:_BESIDE], others[_BESIDE:])


async def home(request: Request) -> Response:
    """The newest articles of the whole newspaper."""
    context, settings = read_context(request), _settings(request)
    found = await _page(context, ArticleFilter(), request)
    if _is_the_first_again(request, found):
        return RedirectResponse("/", 303)
    is_first = bool(found.nodes) and not found.page_info.has_previous_page
    front = lay_out(found.nodes, settings.publication.language) if is_first else None
    canonical = _canonical(request, "/")
    html = await render_page(context, settings, "home.html", page=found, front=front, canonical=canonical)
    return answer(request, html)


async def section(request: Request) -> Response:
    """The newest articles of a section and of all below it."""
    path: str = request.path_params["path"]
    context, settings = read_context(request), _settings(request)
    tree = await context.sections()
    place = tree.by_path.get(path)
    if place is None:
        raise HTTPException(404)
    found = await _page(context, ArticleFilter(section=path), request)
    if _is_the_first_again(request, found):
        return RedirectResponse(section_address(path), 303)
    way = tree.breadcrumb(place)
    html = await render_page(
        context,
        settings,
        "section.html",
        here=path,
        section=place,
        children=tree.children(place),
        way=way,
        current=path,
        page=found,
        canonical=_canonical(request, section_address(path)),
        linked_data=section_data(way, base_url=settings.base_url, publication=settings.publication),
    )
    return answer(request, html)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _canonical(request: Request, address: str) -> str:
    """The address of this page of a list, without what somebody else may have added to it."""
    given = request.query_params
    place = next(((name, given[name]) for name in ("after", "before") if name in given), None)
    return _settings(request).base_url + address + (f"?{urlencode([place])}" if place else "")


async def _page(context: ReadContext, wanted: ArticleFilter, request: Request) -> Page:
    after, before = request.query_params.get("after"), request.query_params.get("before")
    backwards = before is not None and after is None
    try:
        window = PageArguments(after=after, before=before if backwards else None, backwards=backwards)
        return await article_page(context, ListRequest(wanted, page=window), _LIST)
    except InvalidQueryError as error:
        raise HTTPException(404) from error


def _is_the_first_again(request: Request, found: Page) -> bool:
    """Going back to the start may find less than a page there; the list's own address shows it whole."""
    return "before" in request.query_params and not found.page_info.has_previous_page
