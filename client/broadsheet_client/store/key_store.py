"""API keys for sharing, one for each paper: in the desktop's keyring, else in a file of the owner's alone."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from broadsheet_client.store.private_files import make_private

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger(__name__)

T = TypeVar("T")

SERVICE: Final = "broadsheet-reader"
"""The name under which a keyring shows our entries."""
KEY_FILE: Final = "keys.json"
_SAFE_PRIORITY: Final = 1
"""Backends of lower priority keep nothing, or keep it readable (keyring.backend.KeyringBackend.priority)."""


class KeyPlace(StrEnum):
    """Where a key is kept."""

    KEYRING = "keyring"
    FILE = "file"


class KeyStore:
    """Keys by the addresses of servers. A keyring may ask the person to unlock it: call from a thread.

    Where the keyring fails, the file is used; what fails there raises OSError.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / KEY_FILE

    def place(self) -> KeyPlace:
        """Where a key would be kept now."""
        return KeyPlace.KEYRING if _keyring() else KeyPlace.FILE

    def load(self, address: str) -> tuple[str, KeyPlace] | None:
        """The key for a server and where it is kept, or None."""
        if key := self._keys().get(address):
            return key, KeyPlace.FILE
        with suppress(_KeyringError):
            if key := _in_keyring(lambda keyring: keyring.get_password(SERVICE, address)):
                return key, KeyPlace.KEYRING
        return None

    def save(self, address: str, key: str) -> KeyPlace:
        """Keep a key in place of the previous one; tells where. Raises OSError."""
        try:
            _in_keyring(lambda keyring: keyring.set_password(SERVICE, address, key))
        except _KeyringError:
            self._write(self._keys() | {address: key})
            return KeyPlace.FILE
        self._forget(address)
        return KeyPlace.KEYRING

    def delete(self, address: str) -> None:
        """Forget a key. Raises OSError where it may still be kept, as in a keyring that stays locked."""
        self._forget(address)
        if _keyring() is None:
            return
        try:
            if _in_keyring(lambda keyring: keyring.get_password(SERVICE, address)) is not None:
                _in_keyring(lambda keyring: keyring.delete_password(SERVICE, address))
        except _KeyringError as error:
            raise OSError("the keyring could not be used") from error

    def _forget(self, address: str) -> None:
        keys = self._keys()
        if keys.pop(address, None) is not None:
            self._write(keys)

    def _keys(self) -> dict[str, str]:
        try:
            keys = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(keys, dict):
            return {}
        return {name: key for name, key in keys.items() if isinstance(key, str)}

    def _write(self, keys: dict[str, str]) -> None:
        """Replace the file at once, so that a crash leaves the old or the new one."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        written = self.file.with_suffix(".new")
        make_private(written)
        written.write_text(json.dumps(keys), encoding="utf-8")
        written.replace(self.file)


class _KeyringError(Exception):
    """There is no keyring, or it cannot be used."""


def _keyring() -> "KeyringBackend | None":
    """The keyring of this desktop. Imported late: only those who share need it, and it takes a while."""
    try:
        import keyring

        backend = keyring.get_keyring()
        return backend if backend.priority >= _SAFE_PRIORITY else None
    except Exception as exception:  # whatever is wrong with a desktop's services
        _log.info("no keyring: %r", exception)
        return None


def _in_keyring(call: "Callable[[KeyringBackend], T]") -> "T":
    backend = _keyring()
    if backend is None:
        raise _KeyringError
    try:
        return call(backend)
    except Exception as exception:  # locked, refused by the person, or its service has ended
        _log.warning("the keyring failed: %r", exception)
        raise _KeyringError from exception
