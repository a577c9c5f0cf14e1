"""Names that an operator mistypes, and which one they are told of."""

import pytest

from broadsheet_server.cli.known_names import maybe_meant

SECTIONS = ["city", "city/transport", "city/harbour", "world", "world/harbour", "world/sport"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("citty", "city"),
        ("Harbor", "city/harbour"),
        ("citi/harbour", "city/harbour"),
        ("wrld/harbor", "world/harbour"),
        ("city/sport", "world/sport"),
    ],
)
def test_a_mistyped_section_means_the_nearest_by_path_or_last_name(written: str, meant: str) -> None:
    assert maybe_meant(written, SECTIONS) == f"; maybe “{meant}” is meant"


def test_a_section_looked_for_below_the_wrong_one_is_found_by_its_last_name() -> None:
    assert maybe_meant("city/harbor", ["city/transport", "business/harbour"]).startswith(
        "; maybe “business/harbour”"
    )


def test_a_source_is_found_without_its_article() -> None:
    assert maybe_meant("Wire", ["The Wire", "The Desk"]) == "; maybe “The Wire” is meant"


def test_a_name_that_is_near_none_means_none() -> None:
    assert maybe_meant("gardening", SECTIONS) == ""
    assert maybe_meant("nope", ["world/europe", "sport"]) == ""
    assert maybe_meant("city", []) == ""
