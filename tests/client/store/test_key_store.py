"""A key for sharing is kept where only its owner can read it, and leaves when it is removed."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from broadsheet_client.store.key_store import SERVICE, KeyPlace, KeyStore

POST, COURIER = "https://post.example", "https://courier.example"


class Desktop(KeyringBackend):
    """A keyring in memory, which can be locked."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.entries[service, username]

    def _check(self) -> None:
        if self.is_locked:
            raise KeyringLocked("the person closed the question")


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """A desktop with a keyring."""
    before = keyring.get_keyring()
    desktop = Desktop()
    keyring.set_keyring(desktop)
    yield desktop
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """A computer without one."""
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    yield
    keyring.set_keyring(before)


def test_a_person_with_a_keyring_has_each_papers_key_in_it(tmp_path: Path, desktop: Desktop) -> None:
    store = KeyStore(tmp_path)
    assert store.place() is store.save(POST, "one") is KeyPlace.KEYRING
    store.save(COURIER, "two")
    assert desktop.entries == {(SERVICE, POST): "one", (SERVICE, COURIER): "two"}
    assert not store.file.exists()
    assert KeyStore(tmp_path).load(POST) == ("one", KeyPlace.KEYRING)
    store.delete(POST)
    store.delete(POST)
    assert desktop.entries == {(SERVICE, COURIER): "two"}


def test_a_key_in_a_keyring_that_stays_locked_is_not_called_removed(tmp_path: Path, desktop: Desktop) -> None:
    store = KeyStore(tmp_path)
    store.save(POST, "bs_post")
    desktop.is_locked = True
    with pytest.raises(OSError, match="keyring"):
        store.delete(POST)


@pytest.mark.usefixtures("no_keyring")
def test_a_person_without_a_keyring_has_the_key_in_a_private_file(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "new")
    assert store.place() is store.save(POST, "one") is KeyPlace.FILE
    if os.name == "posix":
        assert store.file.stat().st_mode & 0o777 == 0o600
    assert KeyStore(tmp_path / "new").load(POST) == ("one", KeyPlace.FILE)
    store.delete(POST)
    assert store.load(POST) is None
    assert "one" not in store.file.read_text()


def test_a_keyring_that_stays_locked_is_replaced_by_the_file(tmp_path: Path, desktop: Desktop) -> None:
    store = KeyStore(tmp_path)
    desktop.is_locked = True
    assert store.load(POST) is None
    assert store.save(POST, "one") is KeyPlace.FILE
    desktop.is_locked = False
    assert store.save(POST, "two") is KeyPlace.KEYRING
    assert json.loads(store.file.read_text()) == {}, "the older key would be found first"


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"https://post.example": 3}'])
def test_a_damaged_file_has_no_key_and_can_be_replaced(tmp_path: Path, text: str) -> None:
    store = KeyStore(tmp_path)
    store.file.write_text(text)
    assert store.load(POST) is None
    store.save(POST, "one")
    assert store.load(POST) == ("one", KeyPlace.FILE)
