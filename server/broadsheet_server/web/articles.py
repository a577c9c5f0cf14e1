"""The page of one article, with its related news."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.reading.article_fields import SCALAR_FIELDS
from broadsheet_server.reading.articles import article_by
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.image_addresses import shows_image
from broadsheet_server.reading.pagination import PageArguments
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.related_articles import RelatedEdge, related_articles
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.translations import public_translations
from broadsheet_server.reading.withdrawn_articles import tombstone_named
from broadsheet_server.settings import Settings
from broadsheet_server.web.addresses import author_address, author_feed, section_feed
from broadsheet_server.web.error_pages import tombstone_response
from broadsheet_server.web.mailto import mailto_link
from broadsheet_server.web.rendering import read_context, render_page
from broadsheet_server.web.responses import page_response
from broadsheet_server.web.structured_data import article_data
from broadsheet_shared.bylines import printed_byline
from broadsheet_shared.language_tags import UNDETERMINED
from broadsheet_shared.limits import RELATED_DEFAULT
from broadsheet_shared.section_paths import is_slug
from broadsheet_shared.vocabulary import ContributorRole

_PAGE_FIELDS = Selection.of(
    *SCALAR_FIELDS,
    *("slug", "path", "published_at", "updated_at", "section", "lead_image", "body_html"),
    *("authors", "contributors", "tags"),
    *("published_on", "updated_on", "corrections", "related", "sources", "word_count", "reading_minutes"),
    "translations",
)
_RELATED_FIELDS = Selection.of(
    "slug", "path", "headline", "language", "published_at", "published_on", "source"
)
_TRANSLATION_FIELDS = Selection.of("slug", "path", "language", "canonical_url")
_TYPES: Final = (
    *("article", "author", "breadcrumb", "contributor", "correction", "image", "publication", "rendition"),
    *("section", "source", "tag"),
)
"""What is on the page: its cache tags."""

_REASONS_MAX = 2


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """A related article with what is said about it.

    Its near-copies are linked by the name of their source, or by headline where the source is this
    publication or named already.
    """

    article: Article
    reasons: list[str]
    copies_by_source: dict[str, Article]
    copies_by_headline: list[Article]


async def article_page(request: Request) -> Response:
    """The article, or what stands in its place once it is withdrawn or expired; else 404."""
    context, slug = read_context(request), request.path_params["slug"]
    article = await article_by(context, "slug", slug, _PAGE_FIELDS) if is_slug(slug) else None
    if article is not None:
        html = await _render(context, request.app.state.settings, article)
        return page_response(request, html, changed_at=_changed_at(article), types=_TYPES)
    if is_slug(slug) and (stone := await tombstone_named(context, "slug", slug)):
        return await tombstone_response(request, stone)
    raise HTTPException(404)


async def _render(context: ReadContext, settings: Settings, article: Article) -> str:
    breadcrumb = (await context.sections()).breadcrumb(article.section)
    publication, base_url = settings.publication, settings.base_url
    url = base_url + article.path
    translations = await public_translations(context, article, _TRANSLATION_FIELDS)
    return await render_page(
        context,
        settings,
        "article.html",
        language=article.language,
        section_path=article.section.path,
        feeds=[
            section_feed(settings, article.section),
            *(author_feed(settings, author) for author in article.authors),
        ],
        article=article,
        byline=_byline(article),
        contributors=_names_by_role(article),
        breadcrumb=breadcrumb,
        current_path="",
        is_lead_in_body=_is_lead_in_body(article),
        sources=[source for source in article.sources if source.name != publication.name],
        related=await _related_items(context, article, publication.name),
        canonical=article.canonical_url,
        translations=translations,
        alternates=_alternates([article, *translations], publication.language),
        mailto=mailto_link(article.headline, article.summary, url, publication.name, article.language),
        structured_data=article_data(article, breadcrumb, base_url=base_url, publication=publication),
    )


def _byline(article: Article) -> list[tuple[str, str | None]]:
    """The byline in pieces, each with the path of the author's page where it is the name of one."""
    paths = {author.name: author_address(author.slug) for author in article.authors if author.name}
    names = "|".join(map(re.escape, sorted(paths, key=len, reverse=True)))
    byline = printed_byline(article.byline, (author.name for author in article.authors), article.language)
    pieces = re.split(rf"\b({names})\b", byline) if names else [byline]
    return [(piece, paths.get(piece)) for piece in pieces if piece]


def _names_by_role(article: Article) -> dict[str, list[str]]:
    """Who worked on the article beside its authors."""
    names: dict[str, list[str]] = {}
    for each in article.contributors:
        if each.role != ContributorRole.AUTHOR:
            names.setdefault(each.role, []).append(each.author.name)
    return names


def _alternates(articles: Sequence[Article], language: str) -> dict[str, str]:
    """The addresses of an article in its languages, and by `x-default` for all others; none for one alone.

    That is the one in the publication's language, or else the oldest. (HTML, section 4.6.7.1; the value is
    that of the sitemaps' and Google's convention.)
    """
    if len(articles) < 2:
        return {}
    by_language = {each.language: each for each in articles if each.language != UNDETERMINED}
    usual = by_language.get(language) or min(articles, key=lambda each: each.uuid)
    in_order = {tag: by_language[tag].canonical_url for tag in sorted(by_language)}
    return {**in_order, "x-default": usual.canonical_url}


def _is_lead_in_body(article: Article) -> bool:
    """Whether the text shows the lead image itself, where a reader then sees it once."""
    return article.lead_image is not None and shows_image(article.body_html, article.lead_image.url)


def _changed_at(article: Article) -> datetime:
    return max([article.updated_at, *(correction.corrected_at for correction in article.corrections)])


async def _related_items(context: ReadContext, article: Article, publication: str) -> list[RelatedItem]:
    """One statement reads them and their copies; a second one, if articles have ceased to be public."""
    page = await related_articles(
        context,
        article,
        PageArguments(RELATED_DEFAULT),
        _RELATED_FIELDS,
        language=article.language,
        near_copies=True,
    )
    return [_related_item(edge, publication) for edge in page.edges]


def _related_item(edge: RelatedEdge, publication: str) -> RelatedItem:
    reasons = dict.fromkeys(reason.text for reason in edge.reasons)
    item = RelatedItem(edge.node, list(reasons)[:_REASONS_MAX], {}, [])
    for copy in edge.also_published_by:
        name = copy.source.name if copy.source else publication
        if name == publication or name in item.copies_by_source:
            item.copies_by_headline.append(copy)
        else:
            item.copies_by_source[name] = copy
    return item
