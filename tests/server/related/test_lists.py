"""The packed row of a related list."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.related.lists import Reason, RelatedEntry, pack_entries, unpack_entries
from broadsheet_shared.vocabulary import RelatedReasonKind

reasons = st.builds(
    Reason, st.sampled_from(RelatedReasonKind), st.none() | st.text(), st.floats(0, 1, allow_nan=False)
)
entries = st.builds(
    RelatedEntry,
    st.uuids(),
    st.floats(0, 1, width=32),
    st.lists(reasons, max_size=3).map(tuple),
    st.lists(st.uuids(), max_size=2).map(tuple),
)


@given(st.lists(entries, max_size=8))
def test_what_is_packed_is_unpacked(listed: list[RelatedEntry]) -> None:
    assert unpack_entries(**pack_entries(listed)) == listed


def test_an_entry_takes_sixteen_bytes_and_four() -> None:
    packed = pack_entries([RelatedEntry(UUID(int=1), 0.5), RelatedEntry(UUID(int=2), 0.25)])

    assert packed["ids"] == bytes([0] * 15 + [1] + [0] * 15 + [2])
    assert packed["scores"].hex() == "3f0000003e800000"


def test_a_row_that_does_not_fit_together_is_refused() -> None:
    packed = pack_entries([RelatedEntry(UUID(int=1), 0.5)])
    with pytest.raises(ValueError, match="zip"):
        unpack_entries(packed["ids"], b"", packed["reasons"], packed["near_duplicates"])
