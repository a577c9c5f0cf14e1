"""Ids sort by the moment they were made."""

from broadsheet_server.storage.uuid7 import uuid7


def test_ids_are_uuid_version_7_and_never_go_backwards() -> None:
    ids = [uuid7() for _ in range(5_000)]
    assert {made.version for made in ids} == {7}
    assert ids == sorted(set(ids))
