"""The `userErrors` of `shareArticle`: what a person has to put right, or when to try again."""

from dataclasses import dataclass
from enum import StrEnum


class ShareArticleErrorCode(StrEnum):
    """Why a share was not accepted; the values of the GraphQL enum of the same name."""

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
class ShareArticleUserError:
    """One user error. `path` leads to the input field, like `("to", "1")`; empty where no field is wrong.

    `retry_after` is in seconds, None where waiting does not help.
    """

    code: ShareArticleErrorCode
    message: str
    path: tuple[str, ...] = ()
    retry_after: int | None = None
