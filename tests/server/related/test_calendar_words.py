"""Months and weekdays are known in every language that Unicode's CLDR has."""

import pytest

from broadsheet_server.related.calendar_words import calendar_words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"monday", "mon", "september", "sep", "sept"}),
        ("de", {"montag", "märz", "dez"}),
        ("ru", {"понедельник", "января"}),
        ("zh", {"星期一", "十一月"}),
    ],
)
def test_months_and_weekdays_are_known_in_full_and_abbreviated(language: str, words: set[str]) -> None:
    assert words <= calendar_words(language)


@pytest.mark.parametrize("language", ["", "xx", "mul"])
def test_a_language_that_nobody_knows_has_none(language: str) -> None:
    assert calendar_words(language) == frozenset()
