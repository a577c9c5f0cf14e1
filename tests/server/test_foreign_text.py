"""Whatever strangers send, the time to look at it grows with its length and no faster."""

import io
from collections.abc import Callable
from contextlib import suppress

import orjson
import pytest

from broadsheet_server.ingest import front_matter, ninjs
from broadsheet_server.ingest.parse_results import ImportDefaults
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs, word_count
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.plain_entities import decoded
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_server.newsroom.validation import RejectedDraftError, language, single_line, web_url
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import read_global_id
from broadsheet_server.reading.pagination import read_cursor, read_search_cursor
from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.folding import fold
from broadsheet_server.search.query_parser import parse_query
from broadsheet_server.sharing.address_hash import AddressHasher
from broadsheet_server.sharing.impersonation import poses_as
from broadsheet_server.sharing.link_detection import find_link, link_finder
from broadsheet_server.sharing.text_cleaning import clean_line, clean_text
from broadsheet_server.sharing.validation import (
    check_idempotency_key,
    check_note,
    check_recipients,
    check_sender_name,
)
from broadsheet_shared.language_tags import lookup, matches_range, primary_language
from broadsheet_shared.mail_words import words_in
from broadsheet_shared.sender_names import name_fault
from broadsheet_shared.truncation import truncate
from tests.growth import slow_length

pytestmark = pytest.mark.growth

DEFAULTS = ImportDefaults(folder=None, language="en")

PATTERNS = {
    "blanks": " ",
    "non-breaking blanks": "\u00a0",
    "line breaks": "\n",
    "blank lines": " \n",
    "quotes": '"',
    "curly quotes": "“",
    "less-than signs": "<",
    "ampersands": "&",
    "combining marks": "\u0301",
    "combining marks in the wrong order": "\u0301\u0316",
    "digits": "7",
    "letters": "a",
    "capitals": "A",
    "full stops": ".",
    "initials": "a.",
    "brackets": "[",
    "colons": "1:",
    "hyphens": "-",
    "at signs": "@",
    "Chinese": "新",
    "joiners": "\u200d",
}
MARKUP = {
    "links without an end": '<a href="',
    "images without an end": "<img ",
    "comments": "<!--",
    "scripts": "<script>",
    "ends of scripts": "</script ",
    "headings": "<h1 ",
    "empty paragraphs": "<p>&nbsp;",
    "paragraphs of blanks": "<p>   </p>",
    "entities": "&lt;",
    "instructions": "<?",
    "declarations": "<![CDATA[",
    "attributes": "<p a='",
}


def refused(function: Callable[[str], object], *errors: type[Exception]) -> Callable[[str], None]:
    """The function, where it may refuse its text."""

    def call(text: str) -> None:
        with suppress(*errors):
            function(text)

    return call


def import_ninjs(item: dict[str, object]) -> None:
    list(ninjs.parse(io.BytesIO(orjson.dumps(item)), DEFAULTS))


def import_front_matter(text: str) -> None:
    list(front_matter.parse(io.BytesIO(text.encode()), DEFAULTS))


def import_file(data: str) -> None:
    """Parse a file of any format, as an import does."""
    defaults = ImportDefaults(folder=None, language="en", url="https://courier.example/ferry", full_text=True)
    list(parse_file(io.BytesIO(data.encode("utf-8", "replace")), defaults))


def import_rss(item: str, channel: str = "") -> None:
    import_file(f"<rss version='2.0'><channel><title>a</title>{channel}<item>{item}</item></channel></rss>")


def import_atom(entry: str) -> None:
    import_file(f"<feed xmlns='http://www.w3.org/2005/Atom'><title>a</title><entry>{entry}</entry></feed>")


def import_json_feed(item: dict[str, object]) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "a", "items": [{"id": "1", **item}]}
    import_file(orjson.dumps(feed).decode())


def import_page(body: str, head: str = "") -> None:
    import_file(
        f"<html><head><title>A ferry</title>{head}</head><body><article>{body}</article></body></html>"
    )


TEXTS: dict[str, Callable[[str], object]] = {
    "the name of a sharer": lambda text: check_sender_name(text, "The Courier"),
    "a note": check_note,
    "an address": lambda text: check_recipients([text], AddressHasher(b""), sender="a@example.net"),
    "an idempotency key": check_idempotency_key,
    "the language of a mail": words_in,
    "text to clean": clean_text,
    "text to put on a line": clean_line,
    "a link in a note": lambda text: find_link(f"a{text}b"),
    "what a name holds": lambda text: name_fault(f"a{text}b", link_finder()),
    "a name that poses as the newspaper": lambda text: poses_as(f"a{text}b", "The Courier"),
    "a search query": parse_query,
    "a text to fold": fold,
    "a text to index": lambda text: list(analyser("en").token_stream(f"a{text}b")),
    "a text to relate": lambda text: analyser("en").tokens(f"a{text}b"),
    "a cursor": refused(lambda text: read_cursor(text, b"", "after"), InvalidQueryError),
    "a cursor of a search": refused(lambda text: read_search_cursor(text, b""), InvalidQueryError),
    "an id": read_global_id,
    "a language tag": refused(lambda text: language(text, "language"), RejectedDraftError),
    "a language to look up": lambda text: lookup(text, ["en", "zh-Hans"]),
    "a language range": lambda text: matches_range("en-GB", text),
    "a primary language": primary_language,
    "a headline": refused(lambda text: single_line(text, "headline"), RejectedDraftError),
    "a web address": refused(lambda text: web_url(f"https://{text}", "source_url"), RejectedDraftError),
    "a slug": slugify,
    "a shortened text": lambda text: truncate(text, 80),
    "a body of ninjs": lambda text: import_ninjs({"uri": "a", "headline": "b", "body_html": text}),
    "a headline of ninjs": lambda text: import_ninjs({"uri": "a", "headline": text, "body_html": "b"}),
    "a body after front matter": lambda text: import_front_matter(f"---\nheadline: a\n---\n{text}"),
    "a key in front matter": lambda text: import_front_matter(f"---\nheadline{text}: a\n---\nb"),
    "a value in front matter": lambda text: import_front_matter(f"---\nheadline: a{text}\n---\nb"),
    "a date in front matter": lambda text: import_front_matter(f"---\npublished: {text}\n---\nb"),
    "entities in a line": decoded,
    "paragraphs": html_paragraphs,
    "words to count": word_count,
    "an unknown encoding": refused(lambda text: decode(text.encode() + b"\xff"), UnreadableTextError),
}
HTML: dict[str, Callable[[str], object]] = {
    "HTML to sanitise": refused(sanitise, HostileMarkupError),
    "HTML in a paragraph": refused(lambda text: sanitise(f"<p>a{text}b</p>"), HostileMarkupError),
    "HTML with a base": refused(lambda text: sanitise(text, "https://example.net/"), HostileMarkupError),
    "a link's address": refused(
        lambda text: sanitise(f"<p><a href={text}", "https://example.net/"), HostileMarkupError
    ),
    "the end of a script": refused(
        lambda text: sanitise(f"{'<p>' * 300}<script>a</script {text}"), HostileMarkupError
    ),
    "the files of an image": refused(
        lambda text: sanitise(f"<img srcset='{text}'>", "https://example.net/"), HostileMarkupError
    ),
}


FILES: dict[str, Callable[[str], object]] = {
    "a title of RSS": lambda text: import_rss(f"<title>{text}</title><description>b</description>"),
    "a description of RSS": lambda text: import_rss(f"<title>a</title><description>{text}</description>"),
    "a description of RSS in CDATA": lambda text: import_rss(
        f"<title>a</title><description><![CDATA[{text}]]></description>"
    ),
    "a link of RSS": lambda text: import_rss(f"<title>a</title><link>{text}</link><guid>{text}</guid>"),
    "a date of RSS": lambda text: import_rss(f"<description>a</description><pubDate>{text}</pubDate>"),
    "an author of RSS": lambda text: import_rss(f"<description>a</description><author>{text}</author>"),
    "a category of RSS": lambda text: import_rss(f"<description>a</description><category>{text}</category>"),
    "a channel of RSS": lambda text: import_rss("<description>a</description>", text),
    "a prologue of XML": lambda text: import_file(f"<?xml version='1.0'?>{text}<rss></rss>"),
    "a document type of XML": lambda text: import_file(f"<!DOCTYPE rss [{text}]><rss></rss>"),
    "an entry of Atom": import_atom,
    "an attribute of Atom": lambda text: import_atom(f"<link href='{text}'/><title type='{text}'>a</title>"),
    "a body of JSON Feed": lambda text: import_json_feed({"content_html": text}),
    "a title of JSON Feed": lambda text: import_json_feed({"content_text": "a", "title": text, "url": text}),
    "a page": import_page,
    "a head of a page": lambda text: import_page("<p>a</p>", text),
    "an address of a page": lambda text: import_page("<p>a</p>", f"<link rel=canonical href='{text}'>"),
    "metadata of a page": lambda text: import_page(
        "<p>a</p>",
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{text}"}}</script>',
    ),
    "a keyword of a page": lambda text: import_page("<p>a</p>", f"<meta name=keywords content='{text}'>"),
}
FILE_PATTERNS = {
    **{name: PATTERNS[name] for name in ("letters", "at signs")},
    **{name: MARKUP[name] for name in ("comments",)},
    "items": "<item></item>",
}


def slow_patterns(function: Callable[[str], object], patterns: dict[str, str]) -> dict[str, int]:
    """The patterns that take more than linear time, each with the length at which that showed."""
    lengths = {name: slow_length(function, pattern) for name, pattern in patterns.items()}
    return {name: length for name, length in lengths.items() if length is not None}


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_takes_no_longer_than_its_length(name: str) -> None:
    assert slow_patterns(TEXTS[name], PATTERNS) == {}


@pytest.mark.parametrize("name", HTML)
def test_long_markup_takes_no_longer_than_its_length(name: str) -> None:
    assert slow_patterns(HTML[name], PATTERNS | MARKUP) == {}


@pytest.mark.parametrize("name", FILES)
def test_a_long_file_takes_no_longer_than_its_length(name: str) -> None:
    assert slow_patterns(FILES[name], FILE_PATTERNS) == {}


@pytest.mark.parametrize("line", [" a\n", "\n", "#\n", "headline: a\n", "---\n"])
def test_many_lines_of_front_matter_take_no_longer_than_their_number(line: str) -> None:
    assert slow_length(lambda text: import_front_matter(f"---\nheadline: a\n{text}\n---\nb"), line) is None
