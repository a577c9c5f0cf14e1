"""A document as it was fetched, and what it may take. Who only reads one loads no HTTP client."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message


@dataclass(frozen=True, slots=True)
class FetchBounds:
    """What one document may take: bytes of its body, decompressed; seconds in all; redirects."""

    bytes_max: int = 15 * 1024 * 1024
    seconds: float = 30.0
    redirects_max: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a document, to ask later whether it has changed (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    def request_headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """A document as a server sent it, decompressed.

    `url` is where it was found in the end; `moved_to` is that address if every redirect on the way there was
    permanent. `is_modified` is False, and `body` empty, where the server says that nothing has changed.
    `max_age_s` is how many seconds the server lets caches keep it, None where it does not say.
    """

    url: str
    body: bytes
    content_type: str = ""
    validators: Validators = field(default_factory=Validators)
    is_modified: bool = True
    moved_to: str | None = None
    max_age_s: float | None = None
    link_headers: Sequence[str] = ()

    @property
    def charset(self) -> str | None:
        """The `charset` parameter of the content type (RFC 9110, section 8.3); None where there is none."""
        message = Message()
        message["content-type"] = " ".join(self.content_type.split())
        charset = message.get_param("charset")
        return charset.strip().lower() or None if isinstance(charset, str) else None
