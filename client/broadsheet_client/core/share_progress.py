"""How far a share has come, as the dialog and the outbox show it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from broadsheet_client.api.generated import ShareProblem, ShareReceipt
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.errors import ReaderError


class OutboxState(StrEnum):
    """DRAFT is being written or can be undone; QUEUED goes out by itself; FAILED waits for the person."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One share in the outbox. `draft.idempotency_key` is its name."""

    draft: ShareDraft
    state: OutboxState
    attempts: int = 0
    reason: "Queued | Rejected | None" = None
    """Why it waits or failed, if that is known."""
    changed_at: float = 0.0

    @property
    def key(self) -> str:
        """Its name."""
        return self.draft.idempotency_key


@dataclass(frozen=True, slots=True)
class Sending:
    """On its way to the server."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The server has it and hands it to the mail server."""

    receipt: ShareReceipt


@dataclass(frozen=True, slots=True)
class Queued:
    """It is in the outbox and goes out by itself when the server can be reached."""

    error: ReaderError


@dataclass(frozen=True, slots=True)
class Rejected:
    """It did not go. `problems` say more, by the fields of the dialog (paths as ShareDraft.problems)."""

    error: ReaderError
    problems: tuple[ShareProblem, ...] = ()
    needs_mail_program: bool = False
    """The server sends no mail, or none for this reader; the person's own mail program still can."""


ShareProgress: TypeAlias = Sending | Sent | Queued | Rejected
