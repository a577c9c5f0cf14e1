"""Emoji can be searched like words."""

from pathlib import Path

import pytest

from broadsheet_server.search.analysis import analyser
from tests.server.search.small_index import SmallIndex


@pytest.fixture
def index(tmp_path: Path) -> SmallIndex:
    """An index of headlines as newsletters write them."""
    index = SmallIndex(tmp_path / "index")
    index.holds("A 🚀 launch", "Launch of a ferry", "Well done👍🏽team", "🇩🇪🇫🇷 meet", "Sunny ☀️ harbour")
    return index


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("🚀", {"A 🚀 launch"}),
        ("🚀 launch", {"A 🚀 launch"}),
        ("launch -🚀", {"Launch of a ferry"}),
        ('"🚀 launch"', {"A 🚀 launch"}),
        ("👍", {"Well done👍🏽team"}),
        ("👍🏿", {"Well done👍🏽team"}),
        ("☀", {"Sunny ☀️ harbour"}),
        ("🇫🇷", {"🇩🇪🇫🇷 meet"}),
        ("🇪🇫", set()),
        ("🛸", set()),
    ],
)
def test_an_emoji_is_found_wherever_it_stands_in_any_skin_tone(
    index: SmallIndex, text: str, found: set[str]
) -> None:
    assert index.finds(text) == found


def test_emoji_tell_nothing_about_what_an_article_is_about() -> None:
    analyse = analyser("en")
    assert analyse.tokens("🚀 Launch 👩‍🚀") == ["🚀", "launch", "👩", "🚀"]
    assert analyse.content_terms(analyse.tokens("🚀 Launch 👩‍🚀")) == ["launch"]
