"""The states of a pane. Widgets show a state and never infer one."""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from broadsheet_client.errors import ErrorKind, ReaderError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loading:
    """Nothing to show yet; a response is pending."""


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """A value to show. `stale` means that a newer response is pending."""

    value: T
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """The response contained nothing."""


@dataclass(frozen=True, slots=True)
class Failed(Generic[T]):
    """The request failed. `cached` is the stored or previous value, if any."""

    error: ReaderError
    cached: T | None = None


@dataclass(frozen=True, slots=True)
class Offline(Generic[T]):
    """The server is unreachable. `cached` is the stored or previous value, if any."""

    cached: T | None = None


PaneState: TypeAlias = Loading | Ready[T] | Empty | Failed[T] | Offline[T]


def failed_state(error: ReaderError, cached: T | None) -> PaneState[T]:
    """The state after a failed request."""
    return Offline(cached) if error.kind == ErrorKind.OFFLINE else Failed(error, cached)
