"""What a pane of the window can show. Widgets render a state and never infer one."""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from broadsheet_client.errors import ErrorKind, ReaderError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loading:
    """Nothing to show yet; an answer is on its way."""


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """There is something to show. `stale` means that a fresher answer is on its way."""

    value: T
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """The answer came, and there is nothing in it."""


@dataclass(frozen=True, slots=True)
class Failed(Generic[T]):
    """The answer did not come. `cached` is what we had before, if anything."""

    error: ReaderError
    cached: T | None = None


@dataclass(frozen=True, slots=True)
class Offline(Generic[T]):
    """There is no way to the server. `cached` is what we had before, if anything."""

    cached: T | None = None


PaneState: TypeAlias = Loading | Ready[T] | Empty | Failed[T] | Offline[T]


def failed_state(error: ReaderError, cached: T | None) -> PaneState[T]:
    """The state after an answer that did not come."""
    return Offline(cached) if error.kind == ErrorKind.OFFLINE else Failed(error, cached)
