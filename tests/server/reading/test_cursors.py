"""Places in lists."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.reading.cursors import Place, list_mark, read_cursor, write_cursor
from broadsheet_server.reading.questions import QuestionError

MARK = list_mark("newest")


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_keeps_the_place_to_the_microsecond(moment: datetime, key: UUID) -> None:
    place = Place(moment, key)

    assert read_cursor(write_cursor(place, MARK), MARK, "after") == place


@given(st.text())
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(QuestionError, match="`before` is "):
        read_cursor(text, MARK, "before")


@pytest.mark.parametrize("other", ["{}=", "{}==", "{}\n", "-{}", "{}!"])
def test_a_cursor_has_one_spelling(other: str) -> None:
    cursor = write_cursor(Place(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7)), MARK)
    for spelling in (other.format(cursor), cursor[:-1] + chr(ord(cursor[-1]) + 1)):
        with pytest.raises(QuestionError):
            read_cursor(spelling, MARK, "after")


def test_a_cursor_is_good_for_the_list_it_came_from_only() -> None:
    cursor = write_cursor(Place(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7)), MARK)
    with pytest.raises(QuestionError, match="cursor of another list"):
        read_cursor(cursor, list_mark("oldest"), "after")


def test_the_mark_of_a_list_is_the_same_everywhere() -> None:
    assert list_mark("city", True, None).hex() == "564390f0"
