"""Which lists an index holds as they are, and how many index ranges are merged for the others."""

from typing import Any

import pytest

from broadsheet_server.reading.conditions import MERGED_RANGES_MAX
from broadsheet_server.reading.keyset import page_query
from broadsheet_server.reading.list_shape import ListShape

EVERYTHING = ListShape(
    sections=None,
    languages=None,
    tag=False,
    author=False,
    since=False,
    until=False,
    newer=False,
    older=False,
    descending=True,
)


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"sections": 1},
        {"sections": MERGED_RANGES_MAX},
        {"languages": MERGED_RANGES_MAX},
        {"tag": True},
        {"author": True},
        {"since": True, "until": True, "older": True},
    ],
)
def test_a_list_of_one_condition_is_read_from_an_index(conditions: dict[str, Any]) -> None:
    assert EVERYTHING._replace(**conditions).is_narrow


@pytest.mark.parametrize(
    "conditions",
    [
        {"sections": MERGED_RANGES_MAX + 1},
        {"languages": MERGED_RANGES_MAX + 1},
        {"sections": 1, "languages": 1},
        {"tag": True, "author": True},
        {"sections": 1, "tag": True},
        {"languages": 1, "author": True},
    ],
)
def test_a_list_of_several_conditions_or_very_many_ranges_may_be_scanned(conditions: dict[str, Any]) -> None:
    assert not EVERYTHING._replace(**conditions).is_narrow


def test_a_list_of_no_section_or_no_language_is_empty() -> None:
    assert EVERYTHING._replace(sections=0).is_empty
    assert EVERYTHING._replace(languages=0).is_empty
    assert EVERYTHING._replace(sections=1, languages=0).is_empty
    assert not EVERYTHING._replace(sections=1, languages=1).is_empty
    assert not EVERYTHING.is_empty


@pytest.mark.parametrize(
    ("conditions", "ranges"),
    [
        ({}, 1),
        ({"sections": 3}, 3),
        ({"languages": 3}, 3),
        ({"sections": 3, "languages": 5}, 3),
        ({"sections": MERGED_RANGES_MAX}, MERGED_RANGES_MAX),
        ({"sections": MERGED_RANGES_MAX + 1}, 1),
        ({"languages": MERGED_RANGES_MAX}, MERGED_RANGES_MAX),
        ({"languages": MERGED_RANGES_MAX + 1}, 1),
        ({"sections": MERGED_RANGES_MAX + 1, "languages": 2}, 1),
        ({"sections": 3, "tag": True}, 1),
        ({"languages": 3, "author": True}, 1),
    ],
)
def test_a_page_merges_one_index_range_for_each_section_or_language(
    conditions: dict[str, Any], ranges: int
) -> None:
    sql = str(page_query(EVERYTHING._replace(**conditions), 1))

    limits = ranges if ranges == 1 else ranges + 1
    assert sql.count("LIMIT") == limits


def test_several_lists_of_one_shape_are_one_statement_with_parameters_of_their_own() -> None:
    statement = page_query(EVERYTHING._replace(tag=True, older=True), 3)
    parameters = set(statement.compile().params)

    for number in range(3):
        names = {f"{name}_{number}" for name in ("tag", "older_at", "older_id", "limit")}
        assert names <= parameters
    assert str(statement).count("UNION ALL") == 2
