"""The API key that the server needs to send mail for this person: entered, checked, kept and refused."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.generated import ShareState, share_state
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.operations.main_thread_callback import MainThreadCallback
from broadsheet_client.store.key_store import KeyPlace, KeyStore

T = TypeVar("T")

NO_SHARE: Final = "none"
"""The id of no share. To be told so needs a key with scope `share`."""
KEY_MAX: Final = 500
"""Characters of a key."""


class AccessKey(QObject):
    """The key of one paper. `client` sends it; nothing is looked up in the keyring before `restore`."""

    refused = Signal()
    """The server does not know the key any more; reading goes on without it. Emitted at most once."""
    restored = Signal()
    """What was kept is known now."""
    accepted = Signal(object)
    """The server knows the key; carries the KeyPlace where it is kept, or None if it could not be kept."""
    rejected = Signal(object)
    """The key was not taken, or not removed; carries the ReaderError."""
    removed = Signal()

    def __init__(
        self, client: QtGraphQLClient, store: KeyStore, server: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client, self._store, self._server = client, store, server
        self._callbacks = MainThreadCallback(self)
        self._request: LatestRequest | None = None
        self._was_refused = False
        self.place: KeyPlace | None = None
        """Where the key is kept; None for one that was given for this session, or for none."""
        self.is_restored = client.key is not None
        """Whether it is known if there is a key."""
        client.key_refused.connect(self._refused)

    @property
    def is_known(self) -> bool:
        """Whether there is a key."""
        return self._client.key is not None

    @property
    def file(self) -> str:
        """The path of the file for keys, where there is no keyring."""
        return str(self._store.file)

    def restore(self) -> None:
        """Look up the key that was kept, in a thread: the keyring may ask the person to unlock it."""
        if self.is_restored:
            self.restored.emit()
            return
        self._run(partial(self._store.load, self._server), self._loaded)

    def find_place(self, found: Callable[[KeyPlace], None]) -> None:
        """Tell where a key would be kept."""
        self._run(self._store.place, lambda place, _: found(place or KeyPlace.FILE))

    def enter(self, text: str) -> None:
        """Ask the server about a key, and keep it if it is good."""
        key = _stripped(text)
        if not key or len(key) > KEY_MAX or not (key.isascii() and key.isprintable()) or " " in key:
            self.rejected.emit(ReaderError(ErrorKind.REJECTED, ErrorCode.KEY_MALFORMED))
            return
        client = QtGraphQLClient(self._server, key=key, retry_delays=(), parent=self)
        self._request = LatestRequest(client)
        self._request.send(share_state(id=NO_SHARE), partial(self._known, key), self._not_taken)

    def cancel(self) -> None:
        """Ask no more."""
        if self._request:
            self._request.cancel()

    def remove(self) -> None:
        """Forget the key, here and where it is kept."""
        self._client.key, self.place, self.is_restored = None, None, True
        self._run(partial(self._store.delete, self._server), self._deleted)

    def close(self) -> None:
        """Report nothing any more."""
        self.cancel()
        self._callbacks.close()

    def _loaded(self, found: "tuple[str, KeyPlace] | None", _: BaseException | None) -> None:
        self.is_restored = True
        if found and not self.is_known:
            self._client.key, self.place = found
        self.restored.emit()

    def _known(self, key: str, _: ShareState) -> None:
        self._client.key, self.is_restored, self._was_refused = key, True, False
        self._run(partial(self._store.save, self._server, key), self._kept)

    def _kept(self, place: KeyPlace | None, _: BaseException | None) -> None:
        self.place = place
        self.accepted.emit(place)

    def _deleted(self, _: None, exception: BaseException | None) -> None:
        if exception is None:
            self.removed.emit()
            return
        self.is_restored = False  # what is still kept is found again, and can be removed then
        detail = str(exception)
        self.rejected.emit(ReaderError(ErrorKind.REJECTED, ErrorCode.KEY_NOT_REMOVED, detail))

    def _not_taken(self, error: ReaderError) -> None:
        if error.code is ErrorCode.KEY_NEEDED:  # what it answered when it was asked again without the key
            error = ReaderError(ErrorKind.ACCESS, ErrorCode.KEY_REFUSED, error.detail)
        self.rejected.emit(error)

    def _refused(self, _: str) -> None:
        self.is_restored = True  # what is kept is that key, or older
        if not self._was_refused:
            self._was_refused = True
            self.refused.emit()

    def _run(self, work: Callable[[], T], done: Callable[[T | None, BaseException | None], None]) -> None:
        """Run work in a thread that does not keep the program from ending."""
        future: Future[T] = Future()
        self._callbacks.when_done(
            future, lambda exception: done(None if exception else future.result(), exception)
        )
        Thread(target=_complete, args=(future, work), daemon=True, name="reader-keys").start()


def _complete(future: "Future[T]", work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except Exception as exception:
        future.set_exception(exception)


def _stripped(text: str) -> str:
    """The key in what was pasted, which may be a whole header."""
    for prefix in ("authorization:", "bearer "):
        text = text.strip()
        if text.lower().startswith(prefix):
            text = text[len(prefix) :]
    return text.strip()
