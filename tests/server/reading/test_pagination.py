"""Places in lists."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.keyset import KeysetPosition
from broadsheet_server.reading.pagination import cursor_fingerprint, read_cursor, write_cursor

MARK = cursor_fingerprint("newest")


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_keeps_the_place_to_the_microsecond(moment: datetime, key: UUID) -> None:
    place = KeysetPosition(moment, key)

    assert read_cursor(write_cursor(place, MARK), MARK, "after") == place


@given(st.text())
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="`before` is "):
        read_cursor(text, MARK, "before")


@pytest.mark.parametrize("other", ["{}=", "{}==", "{}\n", "-{}", "{}!"])
def test_a_cursor_has_one_spelling(other: str) -> None:
    cursor = write_cursor(KeysetPosition(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7)), MARK)
    for spelling in (other.format(cursor), cursor[:-1] + chr(ord(cursor[-1]) + 1)):
        with pytest.raises(InvalidQueryError):
            read_cursor(spelling, MARK, "after")


def test_a_cursor_is_good_for_the_list_it_came_from_only() -> None:
    cursor = write_cursor(KeysetPosition(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7)), MARK)
    with pytest.raises(InvalidQueryError, match="cursor of another list"):
        read_cursor(cursor, cursor_fingerprint("oldest"), "after")


def test_the_mark_of_a_list_is_the_same_everywhere() -> None:
    assert cursor_fingerprint("city", True, None).hex() == "564390f0"
