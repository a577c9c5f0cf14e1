"""The state of a share, for the dialog and the outbox."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from broadsheet_client.api.generated import ShareProblem, ShareReceipt
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.errors import ReaderError


class OutboxState(StrEnum):
    """A DRAFT is not sent by itself, a QUEUED share is, and a FAILED one waits for the user."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A share in the outbox, identified by the idempotency key of its draft."""

    draft: ShareDraft
    state: OutboxState
    attempts: int = 0
    reason: "Queued | Rejected | None" = None
    """Why it is queued or failed, if known."""
    changed_at: float = 0.0
    not_before: float = 0.0
    """Unix time before which a queued share is not sent."""

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.draft.idempotency_key


@dataclass(frozen=True, slots=True)
class Saving:
    """The share is being written to the outbox."""


@dataclass(frozen=True, slots=True)
class Held:
    """The share is in the outbox and can be taken back until `until` (Unix time), when it is sent."""

    until: float


@dataclass(frozen=True, slots=True)
class Sending:
    """The request is in flight."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The server accepted the share and passes it to the mail server."""

    receipt: ShareReceipt


@dataclass(frozen=True, slots=True)
class Queued:
    """The share is in the outbox and is retried automatically."""

    error: ReaderError


@dataclass(frozen=True, slots=True)
class Rejected:
    """The share was rejected. `problems` belong to fields of the form (see ShareDraft.problems)."""

    error: ReaderError
    problems: tuple[ShareProblem, ...] = ()
    needs_mail_program: bool = False
    """The server sends no mail, or not for this reader: offer the user's mail program."""


ShareProgress: TypeAlias = Saving | Held | Sending | Sent | Queued | Rejected
