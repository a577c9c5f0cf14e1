"""What a person asks for with "Email this to your friend", and what they are told when it cannot be done."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ShareProblemCode(StrEnum):
    """Why a share is not accepted, for programs; the names are those of the contract."""

    ARTICLE_NOT_FOUND = "article_not_found"
    INVALID_ADDRESS = "invalid_address"
    ADDRESS_NOT_SUPPORTED = "address_not_supported"
    NO_RECIPIENTS = "no_recipients"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    DUPLICATE_RECIPIENT = "duplicate_recipient"
    INVALID_NAME = "invalid_name"
    NOTE_TOO_LONG = "note_too_long"
    LINK_IN_NOTE = "link_in_note"
    INVALID_KEY = "invalid_key"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    RATE_LIMITED = "rate_limited"
    MAIL_OFF = "mail_off"
    MAIL_BUSY = "mail_busy"


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """A share as it was asked for, nothing of it judged yet.

    `article_id` is None where the id that was sent names no article at all.
    """

    article_id: UUID | None
    to: tuple[str, ...]
    sender_name: str
    idempotency_key: str
    note: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ShareProblem:
    """One thing that stands in the way. `path` leads to it in the input, like `("to", "1")`;
    it is empty where the problem is with no one place.
    """

    code: ShareProblemCode
    message: str
    path: tuple[str, ...]
    retry_after: int | None = None
    """Seconds, where waiting helps."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The share is in the store, whole. `is_repeat`: it was there already, under the same key."""

    share_id: UUID
    is_repeat: bool = False
