"""Shortened text never ends within a character that a person sees."""

import pytest

from broadsheet_shared.truncation import truncate


@pytest.mark.parametrize(
    ("text", "length", "shortened"),
    [
        ("A bridge opens", 14, "A bridge opens"),
        ("A bridge opens today", 9, "A bridge…"),
        ("A bridge opens today", 12, "A bridge op…"),
        ("A bridge opens today", 1, "…"),
        ("A bridge opens today", 0, ""),
        ("桥梁今天通车", 4, "桥梁今…"),
        ("cafe\u0301s", 5, "caf…"),
        ("👩\u200d🚀 ok ok", 3, "…"),
        ("a👍🏽bc", 3, "a…"),
        ("🇩🇪🇫🇷 news", 4, "🇩🇪…"),
        ("", 1, ""),
    ],
)
def test_a_text_is_cut_between_characters(text: str, length: int, shortened: str) -> None:
    assert truncate(text, length) == shortened


@pytest.mark.parametrize(
    ("text", "length", "shortened"),
    [
        ("A bridge opens today", 17, "A bridge opens…"),
        ("A bridge-opening-day", 12, "A bridge-op…"),
    ],
)
def test_a_subject_is_cut_between_words_where_that_loses_little(
    text: str, length: int, shortened: str
) -> None:
    assert truncate(text, length, at_word=True) == shortened
