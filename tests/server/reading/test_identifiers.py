"""An article is found by any of the names that it goes by."""

from uuid import UUID

import pytest

from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.reading.identifiers import Key, Name, keys_of

BASE = "https://news.example"
KEY = UUID(int=7)


@pytest.mark.parametrize(
    ("name", "text", "keys"),
    [
        ("id", global_id("Article", KEY), [("uuid", KEY)]),
        ("id", global_id("Section", KEY), []),
        ("slug", "a-bridge", [("slug", "a-bridge")]),
        ("path", "/articles/a-bridge", [("slug", "a-bridge")]),
        ("path", "a-bridge", []),
        ("external_reference", "urn:1", [("external_reference", "urn:1")]),
        (
            "canonical_url",
            f"{BASE}/articles/a-bridge/",
            [
                ("canonical_url", f"{BASE}/articles/a-bridge"),
                ("canonical_url", f"{BASE}/articles/a-bridge/"),
                ("slug", "a-bridge"),
            ],
        ),
        (
            "canonical_url",
            "https://elsewhere.example/1",
            [
                ("canonical_url", "https://elsewhere.example/1"),
                ("canonical_url", "https://elsewhere.example/1/"),
            ],
        ),
    ],
)
def test_a_name_says_where_to_look(name: Name, text: str, keys: list[Key]) -> None:
    assert keys_of(name, text, BASE) == keys
