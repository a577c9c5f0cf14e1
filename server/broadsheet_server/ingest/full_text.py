"""The full text of a feed's item, from the article's own page, whoever fetched that.

The identity, the headline and the dates stay the feed's; the page gives the text, and what the feed lacks.
Where it cannot be read, the feed's own text comes in, but never in the place of an earlier full text.
"""

from dataclasses import replace
from typing import NamedTuple

from lxml import etree, html

from broadsheet_server.fetching.errors import FetchError, is_final
from broadsheet_server.fetching.fetched_document import FetchedDocument
from broadsheet_server.ingest.html_page import parse_page
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
)
from broadsheet_server.ingest.text_encoding import UnreadableTextError
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.validation import excerpt

Result = ParsedItem | RejectedItem


class FullText(NamedTuple):
    """An item with what its page gave. `is_final` unless another try may give more."""

    item: Result
    is_final: bool


def page_address(item: ParsedItem) -> str | None:
    """Where the item's own page is."""
    return item.draft.given_url or item.draft.canonical_url


def with_page(item: ParsedItem, page: FetchedDocument | FetchError, defaults: ImportDefaults) -> FullText:
    """The item with the text of its page, or with its own and a warning why. Rejected if it has none."""
    address = excerpt(page_address(item) or "")
    if isinstance(page, FetchError):
        return FullText(without_page(item, f"{address} could not be fetched: {page}"), is_final(page))
    try:
        draft = _article_of(page, defaults)
    except (UnreadableItemError, UnreadableTextError) as error:
        return FullText(without_page(item, f"{address}: {error}"), is_final=True)
    return FullText(replace(item, draft=_merged(item, draft), is_summary=False), is_final=True)


def without_page(item: ParsedItem, reason: str) -> Result:
    """The item with the feed's own text and a warning; rejected if it has none."""
    if not item.draft.body_html.strip():
        reason = f"The feed has no text of it, and its page gave none: {reason}"
        return RejectedItem(item.position, reason, item.draft.headline)
    warning = f"The feed's own text was taken: {reason}"
    return replace(item, warnings=(*item.warnings, warning), partial=True)


def _article_of(page: FetchedDocument, defaults: ImportDefaults) -> ArticleDraft:
    """The article of a page. Raises UnreadableItemError or UnreadableTextError."""
    draft = parse_page(page.body, replace(defaults, url=page.url, charset=page.charset)).draft
    if draft.withheld:
        raise UnreadableItemError("The page does not look like that of an article.")
    return replace(draft, body_html=_without_headline(draft.body_html, draft.headline))


def _without_headline(markup: str, headline: str) -> str:
    """The page's text without the page's headline, which may differ from the feed's."""
    try:
        body = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return markup
    for heading in list(body.iter("h1")):
        if heading.text_content().split() == headline.split():
            heading.drop_tree()
            return str(html.tostring(body, encoding="unicode"))
    return markup


def _merged(item: ParsedItem, page: ArticleDraft) -> ArticleDraft:
    """The page's text under the feed's identity, headline and dates; the page gives what it lacks."""
    feed = item.draft
    is_dated = feed.published_at or feed.updated_at
    description = _plain(feed.body_html) if item.is_summary else None
    return replace(
        feed,
        headline=feed.headline or page.headline,
        body_html=page.body_html,
        summary=feed.summary or description or page.summary,
        authors=feed.authors or page.authors,
        contributors=feed.contributors or page.contributors,
        tags=feed.tags or page.tags,
        images=feed.images or page.images,
        translations=feed.translations or page.translations,
        published_at=feed.published_at if is_dated else page.published_at,
        updated_at=feed.updated_at if is_dated else page.updated_at,
        dates_without_zone=feed.dates_without_zone if is_dated else page.dates_without_zone,
        copyright_notice=feed.copyright_notice or page.copyright_notice,
        copyright_holder=feed.copyright_holder or page.copyright_holder,
    )


def _plain(markup: str) -> str | None:
    """A text on one line."""
    try:
        return " ".join(sanitise(markup).text.split()) or None
    except HostileMarkupError:
        return None
