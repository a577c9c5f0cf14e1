"""A text runs in the direction of its letters and of the article it belongs to."""

from unicodedata import bidirectional

import pytest

from broadsheet_client.core.article_document import article_document
from broadsheet_client.core.text_direction import base_direction, begin_in_direction
from broadsheet_shared.language_tags import direction
from tests.client import responses

FERRY = "العبارة تبحر من جديد"
"""The ferry sails again."""


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        (FERRY, "ar", "rtl"),
        ("The ferry sails again", "en", "ltr"),
        (f"OpenAI, Microsoft و {FERRY[:7]}", "ar", "rtl"),
        ("Ansel Tramways: خط ليلي", "fa", "rtl"),
        ("Ansel Tramways", "ar", "ltr"),
        ("שלום means both hello and goodbye", "en", "ltr"),
        (f"BBC: {FERRY}", "", "rtl"),
        (FERRY, "en", "rtl"),
        ("2026: 14:05", "he", "rtl"),
        ("2026: 14:05", "en", "ltr"),
        ("", "", "ltr"),
    ],
)
def test_a_text_runs_like_its_letters_and_its_article(text: str, language: str, direction: str) -> None:
    assert base_direction(text, language) == direction


@pytest.mark.parametrize("text", [f"BBC: {FERRY}", FERRY, "2026: 14:05", ""])
def test_where_the_first_letter_decides_a_text_can_still_begin_at_either_side(text: str) -> None:
    assert [first_strong(begin_in_direction(text, side)) for side in ("ltr", "rtl")] == ["L", "R"]


def test_a_text_that_begins_where_it_should_stays_as_it_is() -> None:
    assert begin_in_direction(FERRY, "rtl") == FERRY
    assert begin_in_direction("BBC", "ltr") == "BBC"


def first_strong(text: str) -> str:
    """The direction of a paragraph by UAX #9, rules P2 and P3: left without a letter."""
    classes = [kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}]
    return classes[0].replace("AL", "R") if classes else "L"


@pytest.mark.parametrize("tag", ["ar", "AR-EG", "he-IL", "ur", "az-Arab", "ku-arab-IQ", "ckb"])
def test_languages_and_scripts_that_run_from_the_right(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "ar-Latn", "und", "", "C"])
def test_those_that_do_not(tag: str) -> None:
    assert direction(tag) == "ltr"


def test_everything_in_an_arabic_article_begins_at_the_right() -> None:
    page = responses.article_page(
        language="ar",
        headline=f"Ansel Tramways: {FERRY}",
        summary=f"Helmine Corvane: {FERRY}",
        byline="Tomas Hale",
        bodyHtml=f"<p>Ansel: {FERRY}</p><blockquote><p>To be or not to be.</p></blockquote>",
    )
    html = article_document(page, None).html
    assert f'<h1 dir="rtl">{page.headline}' in html
    assert f'<p class="summary" dir="rtl">{page.summary}' in html
    assert '<p class="byline" dir="ltr" align="right">Tomas Hale' in html
    assert '<p class="breadcrumb" dir="ltr" align="right">' in html
    assert f'<p dir="rtl">Ansel: {FERRY}' in html
    assert '<p dir="ltr">To be or not to be.' in html
