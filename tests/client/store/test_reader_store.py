"""Recipients, images and small values are stored on this machine only."""

import os
from pathlib import Path

from broadsheet_client.store.image_cache import ImageCache
from broadsheet_client.store.reader_store import ReaderStore


def test_friends_are_offered_latest_first_and_forgotten_at_a_word(store: ReaderStore) -> None:
    store.recipients.remember(["ana@x.example", "bo@x.example"]).result()
    store.recipients.remember(["Ana@x.example"]).result()
    assert store.recipients.recent() == ["ana@x.example", "bo@x.example"]
    assert store.recipients.matching("B") == ["bo@x.example"]
    assert store.recipients.matching("%") == []
    assert store.recipients.recent(1) == ["ana@x.example"]
    store.recipients.clear().result()
    assert store.recipients.recent() == []


def test_names_keep_their_values(store: ReaderStore) -> None:
    assert store.key_values.get("section") is None
    store.key_values.set("section", {"path": "world", "zoom": [1, 2.5, None]})
    store.key_values.set("section", {"path": "体育"}).result()
    assert store.key_values.get("section") == {"path": "体育"}


def test_a_image_is_kept_whole_and_by_its_address(store: ReaderStore) -> None:
    store.images.put("https://x.example/a.png", b"A" * 1_000)
    store.images.put("https://x.example/b.png", b"B").result()
    assert store.images.get("https://x.example/a.png") == b"A" * 1_000
    assert store.images.get("https://x.example/c.png") is None


def test_the_images_used_longest_ago_go_first(tmp_path: Path) -> None:
    store = ReaderStore(tmp_path / "store")
    folder = ImageCache(tmp_path / "images", store._database.submit, limit=250)
    for place, name in enumerate("abc"):
        folder.put(name, name.encode() * 100).result()
        os.utime(folder._path(name), (place, place))
    (tmp_path / "images" / "torn.part").write_bytes(b"x")
    assert folder.get("a") is not None
    folder.evict().result()
    assert [name for name in "abc" if folder.get(name)] == ["a", "c"]
    assert len(list((tmp_path / "images").iterdir())) == 2
    store.close()
