"""Slugs made of headlines and names."""

import pytest

from broadsheet_server.newsroom.slugs import name_slug, slugify, with_suffix
from broadsheet_shared.section_paths import SLUG_MAX, is_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Trams to cross the Ansel again", "trams-to-cross-the-ansel-again"),
        ("Trask’s first three weeks: “It’s fine”", "trasks-first-three-weeks-its-fine"),
        ("Fußball: Größe zählt in Łódź & Ærø", "fussball-grosse-zahlt-in-lodz-aero"),
        ("Donau\u00addampf\u00adschiff", "donaudampfschiff"),
        ("Rents up 7.8 per cent", "rents-up-7-8-per-cent"),
        ("换了路灯", ""),
        ("5G 网络覆盖全城", ""),
        ("Кафе", ""),
        ("—", ""),
    ],
)
def test_a_slug_is_made_of_what_can_be_read_in_ascii(text: str, slug: str) -> None:
    assert slugify(text) == slug
    assert not slug or is_slug(slug)


def test_a_long_headline_is_cut_between_words() -> None:
    slug = slugify("harbour " * 40)
    assert len(slug) <= SLUG_MAX
    assert slug.endswith("harbour")
    assert is_slug(with_suffix(slug, "12"))
    assert len(slugify("x" * 500)) == SLUG_MAX


def test_the_same_name_always_gets_the_same_slug() -> None:
    assert name_slug("林怡", "person") == name_slug("林怡", "person")
    assert name_slug("林怡", "person") != name_slug("陈林", "person")
    assert is_slug(name_slug("林怡", "person"))
