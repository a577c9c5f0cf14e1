"""Whatever a newspaper sends or a person pastes, the time for it grows with its length and no faster."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from broadsheet_client.api.generated import HighlightField
from broadsheet_client.core.body_html import BodyHtml
from broadsheet_client.core.highlights import HighlightedText, cut_before_first_highlight, find_terms
from broadsheet_client.core.html_source import breakable, elements_only
from broadsheet_client.core.mailto import MailtoError, sanitised_mailto
from broadsheet_client.core.search_query import SearchQuery
from broadsheet_client.core.text_direction import base_direction
from broadsheet_client.operations.external_url import open_external_url
from broadsheet_client.widgets.common import list_format
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_client.widgets.share.recipient_field import has_whole_address, parse_addresses
from tests.growth import slow_length

pytestmark = pytest.mark.growth

MARKUP = {
    "quotes": "<blockquote>",
    "bold": "<b>",
    "lists": "<ul><li>",
    "images": "<img src='https://x.example/a.png' alt='b'>",
    "links": "<a href='https://x.example'>",
    "less-than signs": "<",
    "ampersands": "&",
    "marked sections": "<![",
    "character data": "<![CDATA[",
    "declarations": "<!x",
    "comments": "<!--",
    "instructions": "<?x",
    "odd end tags": "</1",
    "links without an end": "<a href='",
    "tags without an end": "<a ",
    "ends of scripts": "</script ",
    "cells over many rows": "<td rowspan=100>a",
    "rows in Arabic": "<tr><td rowspan=100>عبارة",
    "ruby": "<ruby>a<rt>b",
}
TEXTS = {
    "blanks": " ",
    "line breaks": "\n",
    "digits": "7",
    "letters": "a",
    "quotes": '"',
    "less-than signs": "<",
    "greater-than signs": ">",
    "ampersands": "&",
    "percent signs": "%",
    "full stops": ".",
    "at signs": "@",
    "commas": ",",
    "addresses": "a@x.example ",
    "combining marks": "\u0301",
    "Chinese": "新",
    "Arabic": "ع",
}


def mailto(text: str) -> None:
    """A mail link of an article."""
    with suppress(MailtoError):
        sanitised_mailto(f"mailto:{text}?body={text}")


def highlighted(text: str) -> None:
    """The passage of a search hit."""
    cut_before_first_highlight(HighlightedText(text, ((len(text) - 1, len(text)),)))
    find_terms(HighlightField.SUMMARY, text, ("ferry", "a"))


ENTRIES: dict[str, Callable[[str], object]] = {
    "a cell": lambda text: BodyHtml(f"<table><tr><td>{text}x</table>"),
    "a quotation": lambda text: BodyHtml(f"<blockquote>{text}</blockquote>"),
    "the source of a body": elements_only,
    "a long word": breakable,
    "the direction of a text": base_direction,
    "a mail link": mailto,
    "a link": lambda text: open_external_url(f"ftp:{text}"),
    "a search hit": highlighted,
    "a search": lambda text: SearchQuery(text).without_last_word(),
    "a tooltip": tooltip,
    "a sentence": list_format.breakable,
    "recipients": parse_addresses,
    "the end of a recipient": has_whole_address,
    "the end of a recipient, later": lambda text: has_whole_address(f"{text}x"),
}


@pytest.mark.parametrize("pattern", MARKUP.values(), ids=MARKUP)
def test_a_hostile_body_takes_linear_time(pattern: str) -> None:
    assert slow_length(lambda source: BodyHtml(f"<table><tr><td>{source}>"), pattern) is None


@pytest.mark.parametrize("pattern", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_a_hostile_text_takes_linear_time(entry: Callable[[str], object], pattern: str) -> None:
    assert slow_length(entry, pattern) is None
