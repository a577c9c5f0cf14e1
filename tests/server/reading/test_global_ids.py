"""Ids as the world sees them."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.reading.global_ids import global_id, read_global_id, uuid_of

KEY = UUID("01930000-0000-7000-8000-00000000002a")


def test_an_id_names_its_type_and_its_object() -> None:
    assert read_global_id(global_id("Article", KEY)) == ("Article", KEY)
    assert uuid_of("Article", global_id("Article", KEY)) == KEY
    assert uuid_of("Section", global_id("Article", KEY)) is None


@given(st.text())
def test_no_text_is_taken_for_an_id_that_we_did_not_write(text: str) -> None:
    found = read_global_id(text)

    assert found is None or global_id(*found) == text


@given(st.uuids(), st.integers(0, 200), st.characters())
def test_a_mangled_id_is_no_other_objects_id(key: UUID, place: int, character: str) -> None:
    text = global_id("Article", key)
    mangled = text[: place % len(text)] + character + text[place % len(text) + 1 :]
    found = read_global_id(mangled)

    assert found is None or global_id(*found) == mangled
