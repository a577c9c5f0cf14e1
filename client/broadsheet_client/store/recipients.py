"""Friends to whom something was sent from this machine; known to nobody else, and cleared at a word."""

from collections.abc import Sequence
from concurrent.futures import Future


class Recipients:
    """Recent recipients."""

    def recent(self, count: int = 8) -> list[str]:
        """The last ones, the latest first."""
        raise NotImplementedError

    def matching(self, beginning: str, count: int = 8) -> list[str]:
        """Those that begin so, for completion."""
        raise NotImplementedError

    def remember(self, addresses: Sequence[str]) -> "Future[None]":
        """They were written to just now."""
        raise NotImplementedError

    def clear(self) -> "Future[None]":
        """Forget all."""
        raise NotImplementedError
