"""Positions in lists and in search results, as opaque cursors."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.article_lists import ListRequest
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.keyset import KeysetPosition
from broadsheet_server.reading.pagination import (
    ArticleOrder,
    PageArguments,
    cursor_fingerprint,
    page_arguments,
    read_cursor,
    read_search_cursor,
    write_cursor,
    write_search_cursor,
)
from broadsheet_server.reading.search import search_fingerprint
from broadsheet_server.search.engine import PointInTime, SearchOrder
from broadsheet_server.search.ranked_search import SearchPosition, SearchRequest

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FINGERPRINT = cursor_fingerprint("newest")


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_keeps_the_position_to_the_microsecond(moment: datetime, uuid: UUID) -> None:
    position = KeysetPosition(moment, uuid)

    assert read_cursor(write_cursor(position, FINGERPRINT), FINGERPRINT, "after") == position


@given(st.text())
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="`before` is "):
        read_cursor(text, FINGERPRINT, "before")


@pytest.mark.parametrize("other", ["{}=", "{}==", "{}\n", "-{}", "{}!"])
def test_a_cursor_has_one_spelling(other: str) -> None:
    cursor = write_cursor(KeysetPosition(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7)), FINGERPRINT)
    for spelling in (other.format(cursor), cursor[:-1] + chr(ord(cursor[-1]) + 1)):
        with pytest.raises(InvalidQueryError):
            read_cursor(spelling, FINGERPRINT, "after")


def test_a_cursor_is_good_for_the_list_it_came_from_only() -> None:
    cursor = write_cursor(KeysetPosition(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7)), FINGERPRINT)
    with pytest.raises(InvalidQueryError, match="cursor of another list"):
        read_cursor(cursor, cursor_fingerprint("oldest"), "after")


def test_the_fingerprint_of_a_list_is_the_same_in_every_process() -> None:
    assert cursor_fingerprint("city", True, None).hex() == "564390f0"


SEARCH = cursor_fingerprint("search", "bridge")
UNSIGNED = st.integers(0, 2**64 - 1)


@given(
    st.uuids(),
    UNSIGNED,
    st.integers(0, 2**32 - 1),
    st.none() | st.builds(PointInTime, UNSIGNED.filter(bool), UNSIGNED),
)
def test_a_cursor_of_a_search_keeps_all_but_the_score(
    uuid: UUID, place: int, rank: int, first: PointInTime | None
) -> None:
    position = SearchPosition(uuid, 0.0, place, rank, first)

    assert read_search_cursor(write_search_cursor(position._replace(score=2.5), SEARCH), SEARCH) == position


@given(st.text())
def test_any_other_text_is_no_cursor_of_a_search(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="`after` is not a cursor"):
        read_search_cursor(text, SEARCH)


def test_cursors_of_lists_and_searches_are_not_mixed_up() -> None:
    position = KeysetPosition(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7))
    with pytest.raises(InvalidQueryError, match="is not a cursor"):
        read_search_cursor(write_cursor(position, SEARCH), SEARCH)
    in_search = write_search_cursor(SearchPosition(UUID(int=7), 0.0, 1, 1), SEARCH)
    with pytest.raises(InvalidQueryError, match="is not a cursor"):
        read_cursor(in_search, SEARCH, "after")
    with pytest.raises(InvalidQueryError, match="cursor of another search"):
        read_search_cursor(in_search, cursor_fingerprint("search", "bridges"))


@pytest.mark.parametrize(
    "changes",
    [
        {"section": "city"},
        {"descendants": False},
        {"tag": "bridges"},
        {"author": "ann-wu"},
        {"language": "en"},
        {"published_after": datetime(2026, 1, 1, tzinfo=UTC)},
        {"published_before": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_lists_and_searches_that_differ_in_one_condition_have_their_own_cursors(
    changes: dict[str, Any],
) -> None:
    plain, other = ArticleFilter(), ArticleFilter(**changes)
    assert ListRequest(plain).fingerprint != ListRequest(other).fingerprint
    assert ListRequest(other).fingerprint == ListRequest(ArticleFilter(**changes)).fingerprint
    searches = [
        search_fingerprint(SearchRequest("x", each, SearchOrder.NEWEST, NOW)) for each in (plain, other)
    ]
    assert searches[0] != searches[1]


def test_the_order_of_a_list_belongs_to_its_cursors_and_the_page_does_not() -> None:
    newest = ListRequest().fingerprint
    assert ListRequest(order=ArticleOrder.OLDEST).fingerprint != newest
    assert ListRequest(page=PageArguments(7, backwards=True)).fingerprint == newest


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        ((None, None, None, None), PageArguments(20)),
        ((1, "a", None, None), PageArguments(1, False, "a")),
        ((100, "a", None, "b"), PageArguments(100, False, "a", "b")),
        ((None, None, 3, "b"), PageArguments(3, True, None, "b")),
        ((None, None, None, "b"), PageArguments(20, True, None, "b")),
        ((None, "a", None, "b"), PageArguments(20, False, "a", "b")),
    ],
)
def test_the_arguments_of_a_connection_name_a_page(arguments: Any, page: PageArguments) -> None:
    assert page_arguments(*arguments) == page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-7, None, None, None), "`first` is -7; a page has 0 to 100 entries."),
        ((101, None, None, None), "`first` is 101; a page has 0 to 100 entries."),
        ((None, None, -1, None), "`last` is -1; a page has 0 to 100 entries."),
        ((1, None, 1, None), "Give `first` or `last`, not both: one page has one end to count from."),
    ],
)
def test_arguments_that_name_no_page_are_refused_in_words(arguments: Any, message: str) -> None:
    with pytest.raises(InvalidQueryError) as refusal:
        page_arguments(*arguments)
    assert str(refusal.value) == message


def test_cursors_are_written_the_same_by_every_version_of_the_server() -> None:
    """Somebody who reads on after an upgrade, or on another server, is not sent back to the start."""
    fingerprint = bytes.fromhex("564390f0")
    position = KeysetPosition(datetime(2026, 11, 24, 6, 30, tzinfo=UTC), UUID(int=7))
    in_search = SearchPosition(UUID(int=7), 0.0, 1, 2)

    assert write_cursor(position, fingerprint) == "AAZg_9b7igAAAAAAAAAAAAAAAAAAAAAHVkOQ8A"
    assert write_search_cursor(in_search, fingerprint) == (
        "AAAAAAAAAAEAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAdWQ5Dw"
    )
    assert write_search_cursor(in_search._replace(point_in_time=PointInTime(3, 4)), fingerprint) == (
        "AAAAAAAAAAEAAAACAAAAAAAAAAMAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAdWQ5Dw"
    )
