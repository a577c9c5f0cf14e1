"""Who wrote an article is told, also where nothing was printed about it."""

import pytest

from broadsheet_shared.bylines import printed_byline


@pytest.mark.parametrize(
    ("byline", "authors", "language", "shown"),
    [
        ("By Ada Moor in Port Lindang", ["Ada Moor"], "en", "By Ada Moor in Port Lindang"),
        (None, ["Ada Moor", "Ben Li"], "en", "Ada Moor, Ben Li"),
        ("", ["莫雅达", "李本"], "zh-Hans", "莫雅达、李本"),
        (None, [], "en", ""),
    ],
)
def test_the_printed_byline_comes_before_the_names_of_the_authors(
    byline: str | None, authors: list[str], language: str, shown: str
) -> None:
    assert printed_byline(byline, authors, language) == shown
