"""Article pages in HTML: what the page says of its article (`page_metadata`), and its text by trafilatura.

A page that lists articles is refused. What looks less like an article than like
another page is kept from the public, with its score, for an editor to look at.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from broadsheet_server.ingest.body_files import body_files
from broadsheet_server.ingest.declared_encoding import decode_html
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.page_metadata import PageMetadata, page_metadata
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
)
from broadsheet_server.ingest.text_encoding import UnreadableTextError
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.drafts import (
    ArticleDraft,
    DraftAuthor,
    DraftImage,
    DraftTag,
    DraftTranslation,
)
from broadsheet_server.newsroom.html_text import html_paragraphs, word_count
from broadsheet_shared.vocabulary import TagKind

FILE_BYTES_MAX = 15 * 1024 * 1024
SCORE_MIN = 0.5
"""A page with a lower score is kept back."""
_WORDS_OF_AN_ARTICLE = 150
_TREE_SIZE_MAX = 50_000
"""Elements of a page; more than that is no article."""
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body|<meta|<title)", re.IGNORECASE | re.DOTALL
)
_KEYWORD_MAX = 80
"""Longer ones are sentences."""
_TEASERS_MAX = 8
"""So many headlines with links stand beside an article at most."""
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_SITE_SUFFIX = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")
"""What many sites put behind the headline in `title`."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text of a page as HTML, with how sure it is that it is an article's: 0 to 1."""

    markup: str
    words: int
    score: float


def recognises(head: str) -> bool:
    """Whether a file that begins like this is an HTML page."""
    return _HTML.match(head) is not None


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse the one article of a page."""
    data = file.read(FILE_BYTES_MAX + 1)
    try:
        yield parse_page(data, defaults)
    except UnreadableItemError as error:
        yield RejectedItem(error.location, str(error))
    except UnreadableTextError as error:
        yield RejectedItem("", str(error))


def parse_page(data: bytes, defaults: ImportDefaults) -> ParsedItem:
    """Parse a page. Raises UnreadableItemError for one that is no article."""
    if len(data) > FILE_BYTES_MAX:
        raise UnreadableItemError(f"The page is larger than {FILE_BYTES_MAX // 1024**2} MB.")
    text, notes = decode_html(data, defaults.charset)
    tree = _tree(text)
    metadata = page_metadata(tree)
    extraction = _extract(text, tree, metadata, defaults.url)
    _refuse_list(tree, metadata, extraction, defaults.url)
    return _Page(tree, metadata, extraction, defaults, list(notes)).parse()


def _tree(text: str) -> html.HtmlElement:
    try:
        tree = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableItemError("The page is empty.") from error
    if sum(1 for _ in tree.iter()) > _TREE_SIZE_MAX:
        raise UnreadableItemError(f"The page has more than {_TREE_SIZE_MAX:,} elements; no article has.")
    return tree


def _extract(text: str, tree: html.HtmlElement, metadata: PageMetadata, url: str | None) -> Extraction:
    import trafilatura  # a tenth of the start of an import that has no pages
    from trafilatura.htmlprocessing import convert_to_html

    document = trafilatura.bare_extraction(
        text.replace("<amp-img", "<img"),  # closed or not, as it has no content that counts
        url=url,
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_images=True,
        include_links=True,
        include_tables=True,
    )
    body = getattr(document, "body", None)
    if body is not None:
        convert_to_html(body)  # in place: from trafilatura's own elements, such as `head` and `ref`
    markup = "" if body is None else etree.tostring(body, encoding="unicode", method="html")
    words = 0 if body is None else word_count(" ".join(map(str, body.itertext())))
    given = metadata.body_text or ""
    if word_count(given) > 2 * words:  # the page keeps its text out of its markup
        markup, words = html_paragraphs(given), word_count(given)
    return Extraction(markup, words, _score(tree, metadata, body, words))


def _score(tree: html.HtmlElement, metadata: PageMetadata, body: etree._Element | None, words: int) -> float:
    """How much speaks for an article: what the page says it is, its length, few links, a headline."""
    is_described = metadata.articles == 1 or _open_graph_type(tree) == "article"
    titles = _titles(tree)
    headline = _SITE_SUFFIX.sub("", metadata.headline or "").casefold()
    has_title = any(title and (title in headline or headline in title) for title in map(str.casefold, titles))
    return round(
        0.4 * is_described
        + 0.2 * min(1.0, words / _WORDS_OF_AN_ARTICLE)
        + 0.2 * (1.0 - _link_density(body))
        + 0.2 * (bool(headline) and has_title),
        2,
    )


def _titles(tree: html.HtmlElement) -> list[str]:
    return [" ".join(title.text_content().split()) for title in tree.iter("h1", "h2")]


def _open_graph_type(tree: html.HtmlElement) -> str:
    return str(next(iter(tree.xpath('//meta[@property="og:type"]/@content')), "")).strip().lower()


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _link_density(body: etree._Element | None) -> float:
    """The share of the text that is in links (Kohlschütter et al., WSDM 2010)."""
    if body is None:
        return 1.0
    length = len(_text(body))
    linked = sum(len(_text(link)) for link in body.iter("a"))
    return linked / length if length else 1.0


def _refuse_list(
    tree: html.HtmlElement, metadata: PageMetadata, extraction: Extraction, url: str | None
) -> None:
    teasers = _teasers(tree)
    if metadata.is_list or metadata.articles > 1 or (metadata.articles == 0 and teasers > _TEASERS_MAX):
        count = max(metadata.articles, teasers)
        feed = _feed_address(tree, url)
        advice = f"; it names one: {feed}" if feed else ""
        raise UnreadableItemError(
            f"This is a page that lists articles ({count} of them), not an article. Give the address of one, "
            f"or of the site's feed{advice}."
        )
    if not extraction.words:
        raise UnreadableItemError("No text of an article was found in the page.")


def _feed_address(tree: html.HtmlElement, url: str | None) -> str | None:
    """The first feed that the page names (RSS autodiscovery; HTML, section 4.6.7.2)."""
    for link in tree.iter("link"):
        relations, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").lower()
        address = _joined(url, str(link.get("href") or "").strip())
        if "alternate" in relations and kind in _FEED_TYPES and address.startswith(("http://", "https://")):
            return address[:2_000]
    return None


def _joined(base: str | None, address: str) -> str:
    """An absolute address; empty for one that cannot be read."""
    try:
        return urljoin(base or "", address)
    except ValueError:
        return ""


def _teasers(tree: html.HtmlElement) -> int:
    """How many headlines in the page's main part lead elsewhere."""
    headlines = tree.xpath("//*[self::h2 or self::h3 or self::h4][.//a[@href]]")
    return sum(1 for headline in headlines if not any(headline.iterancestors("aside", "footer", "nav")))


class _Page:
    """Makes a draft of a page."""

    def __init__(
        self,
        tree: html.HtmlElement,
        metadata: PageMetadata,
        extraction: Extraction,
        defaults: ImportDefaults,
        notes: list[str],
    ) -> None:
        self._titles = _titles(tree)
        self._metadata = metadata
        self._extraction = extraction
        self._defaults = defaults
        self._dates = defaults.dates()
        self._notes = notes

    def parse(self) -> ParsedItem:
        metadata, defaults, extraction = self._metadata, self._defaults, self._extraction
        language = read_language(metadata.language, defaults.language)
        canonical = self._canonical()
        draft = ArticleDraft(
            headline=self._headline(),
            body_html=extraction.markup,
            body_files=body_files(extraction.markup, defaults.folder),
            section_path=defaults.section_path,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            canonical_url=canonical,
            given_url=defaults.url,
            summary=metadata.summary,
            authors=tuple(map(DraftAuthor, metadata.authors)),
            contributors=metadata.contributors,
            images=tuple(self._lead_image(canonical)),
            tags=tuple(DraftTag(word, TagKind.TOPIC) for word in self._keywords()),
            translations=tuple(self._translations(canonical)),
            published_at=self._date("published_at", metadata.published),
            updated_at=self._date("updated_at", metadata.updated),
            copyright_notice=metadata.copyright_notice,
            copyright_holder=metadata.copyright_holder,
            source_name=defaults.source_name or metadata.publisher,
            withheld=extraction.score < SCORE_MIN,
        )
        if language.note:
            self._notes.append(language.note)
        if draft.withheld:
            self._check_can_be_kept_back(canonical)
            self._notes.append(f"kept back: as the page of an article it scores {extraction.score:.2f} of 1")
        return ParsedItem(draft, "", tuple(self._notes), run_notes=self._dates.notes())

    def _check_can_be_kept_back(self, canonical: str | None) -> None:
        if canonical or self._defaults.url:
            return
        raise UnreadableItemError(
            f"As the page of an article it scores {self._extraction.score:.2f} of 1, too little to publish "
            "it, and it names no address by which it could be kept for an editor. If it is one, give its "
            "address instead of a file, or put its canonical address into it."
        )

    def _headline(self) -> str:
        """The headline; where it is the title of the page, without the site's name at its end."""
        headline = " ".join((self._metadata.headline or "").split())
        if not headline:
            raise UnreadableItemError("The page has no headline: neither metadata nor a title.")
        match = _SITE_SUFFIX.search(headline)
        if match and (
            headline[: match.start()] in self._titles or (self._metadata.publisher or "\0") in match[0]
        ):
            return headline[: match.start()]
        return headline

    def _canonical(self) -> str | None:
        """The address to cite. A page that gives its site's home page as that is not believed."""
        given, address = self._defaults.url, self._metadata.url
        if address is None:
            return given
        canonical = _joined(given, address)
        if given and urlsplit(canonical).path in ("", "/") and urlsplit(given).path not in ("", "/"):
            self._notes.append(f"canonical address “{canonical}” left out: it is the site's home page")
            return given
        return canonical if canonical.startswith(("http://", "https://")) else given

    def _translations(self, canonical: str | None) -> Iterator[DraftTranslation]:
        """The page in other languages; of a site's home page in them, nothing is said."""
        for address in self._metadata.translations:
            url = _joined(self._defaults.url or canonical, address)
            if url.startswith(("http://", "https://")) and urlsplit(url).path not in ("", "/"):
                yield DraftTranslation(url, TranslationReferenceKind.URL)

    def _date(self, field: str, text: str | None) -> datetime | None:
        """A date as the page writes it for machines. One that cannot be read is left out and noted."""
        if text is None:
            return None
        try:
            return self._dates.read(field, text)
        except ValueError:
            self._notes.append(f"date left out: “{text[:40]}” is none like 2026-10-12T06:30+02:00")
            return None

    def _lead_image(self, canonical: str | None) -> Iterator[DraftImage]:
        """The image that the page names first as that of the article."""
        for address in self._metadata.images[:1]:
            try:
                url = urljoin(canonical or "", address)
            except ValueError:  # like `http://[`
                continue
            if url.startswith(("http://", "https://")):
                yield DraftImage("", url=url)

    def _keywords(self) -> Sequence[str]:
        """The page's keywords and the name of its section. Into which section it goes, the publisher says."""
        section = (self._metadata.section,) if self._metadata.section else ()
        words = dict.fromkeys((*section, *self._metadata.keywords))
        return [word for word in words if len(word) <= _KEYWORD_MAX]
