"""Quotations have the marks of their language, and others within."""

import pytest

from broadsheet_shared.quotation_marks import quotation_marks


@pytest.mark.parametrize(
    ("language", "outer", "inner"),
    [
        ("en-GB", ("“", "”"), ("‘", "’")),
        ("de", ("„", "“"), ("‚", "‘")),
        ("de-CH", ("«", "»"), ("‹", "›")),
        ("fr-CA", ("«\u202f", "\u202f»"), ("“", "”")),
        ("pt-BR", ("“", "”"), ("‘", "’")),
        ("pt-PT", ("«", "»"), ("“", "”")),
        ("zh-Hans", ("“", "”"), ("‘", "’")),
        ("zh-Hant-HK", ("「", "」"), ("『", "』")),
        ("he", ("”", "”"), ("’", "’")),
        ("", ("“", "”"), ("‘", "’")),
    ],
)
def test_marks_go_with_the_language_and_change_within(
    language: str, outer: tuple[str, str], inner: tuple[str, str]
) -> None:
    assert quotation_marks(language) == quotation_marks(language, 2) == outer
    assert quotation_marks(language, 1) == inner
