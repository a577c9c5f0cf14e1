"""The full text of feed items that have only a summary or a link: from the article's own page.

What the feed says of the article (its identity, headline, dates, source) stays; the page gives the text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from broadsheet_server.fetching.errors import FetchError
from broadsheet_server.fetching.fetcher import FetchedDocument
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

Result = ParsedItem | RejectedItem
Fetch = Callable[[Iterable[str]], Iterator[FetchedDocument | FetchError]]


def with_full_texts(results: Iterable[Result], fetch: Fetch, defaults: ImportDefaults) -> Iterator[Result]:
    """The results of a feed in their order, each item that has only a summary with the text of its page."""
    feed = list(results)
    pages = fetch(_address(result) for result in feed if _needs_page(result))
    for result in feed:
        if not isinstance(result, ParsedItem) or not _needs_page(result):
            yield result
        elif (page := next(pages, None)) is not None:
            yield _with_page(result, page, defaults)
        else:  # the run is being stopped
            return


def _needs_page(result: Result) -> bool:
    return isinstance(result, ParsedItem) and result.is_summary and bool(_address(result))


def _address(result: Result) -> str:
    if not isinstance(result, ParsedItem):
        return ""
    return result.draft.canonical_url or result.draft.given_url or ""


def _with_page(item: ParsedItem, page: FetchedDocument | FetchError, defaults: ImportDefaults) -> Result:
    try:
        article = _article_of(page, defaults)
    except (FetchError, UnreadableItemError, UnreadableTextError) as error:
        return _without_page(item, str(error))
    feed_draft = item.draft
    draft = replace(
        feed_draft,
        headline=feed_draft.headline or article.headline,
        body_html=article.body_html,
        summary=feed_draft.summary or _plain(feed_draft.body_html) or article.summary,
        authors=feed_draft.authors or article.authors,
    )
    return replace(item, draft=draft, is_summary=False)


def _article_of(page: FetchedDocument | FetchError, defaults: ImportDefaults) -> ArticleDraft:
    """The article of a page. Raises one of the errors that `_with_page` names."""
    if isinstance(page, FetchError):
        raise page
    parsed = parse_page(page.body, replace(defaults, url=page.url, charset=page.charset))
    if parsed.draft.withheld:
        raise UnreadableItemError("It does not look like the page of an article.")
    page_draft = parsed.draft
    try:  # the page's own headline and address count here, not the feed's
        body = sanitise(page_draft.body_html, page.url, headline=page_draft.headline).html
    except HostileMarkupError as error:
        raise UnreadableItemError(str(error)) from error
    return replace(page_draft, body_html=body)


def _without_page(item: ParsedItem, reason: str) -> Result:
    """An item whose page gives nothing: its summary has to do, if it has one."""
    if not item.draft.body_html:
        reason = f"It has no text, only a link, and the page there gives none: {reason}"
        return RejectedItem(item.position, reason, item.draft.headline)
    warning = f"Only the summary came in; the page {_address(item)} gives no text: {reason}"
    return replace(item, warnings=(*item.warnings, warning))


def _plain(markup: str) -> str | None:
    """A text on one line."""
    try:
        return " ".join(sanitise(markup).text.split()) or None
    except HostileMarkupError:
        return None
