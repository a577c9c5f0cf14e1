"""A cut never goes through what a person sees as one character."""

import pytest

from broadsheet_client.core.graphemes import truncated


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("ferry", 5, "ferry"),
        ("ferry boat", 6, "ferry…"),
        ("ferry boat", 7, "ferry…"),
        ("cafe\u0301s", 5, "caf…"),
        ("a👩‍👩‍👧b", 4, "a…"),
        ("a👍🏽b", 3, "a…"),
        ("🇨🇭🇫🇷x", 4, "🇨🇭…"),
        ("好的吗", 2, "好…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_cuts(text: str, length: int, cut: str) -> None:
    assert truncated(text, length) == cut
    assert len(truncated(text, length)) <= length
