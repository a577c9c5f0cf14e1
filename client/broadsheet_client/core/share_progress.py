"""The state of a share, for the dialog and the outbox."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from broadsheet_client.api.generated import DeliveryState, ShareProblem, ShareReceipt
from broadsheet_client.api.generated import ShareArticleErrorCode as Code
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.errors import ReaderError


class OutboxState(StrEnum):
    """A DRAFT is not sent by itself, a QUEUED share is, and a FAILED one waits for the user.

    The server has an ACCEPTED share, whose deliveries are followed until it is SENT or FAILED. Where the
    server does not tell how they ended, it becomes UNTRACKED.
    """

    DRAFT = "draft"
    QUEUED = "queued"
    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    UNTRACKED = "untracked"


UNSENT_STATES = frozenset({OutboxState.DRAFT, OutboxState.QUEUED, OutboxState.FAILED})
"""The share can be edited, sent and removed."""


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
    receipt: ShareReceipt | None = None
    """How far the deliveries of an accepted share have come."""

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.draft.idempotency_key

    @property
    def next_draft(self) -> ShareDraft:
        """What to edit or to send again; a new share where the server knows the idempotency key already.

        Of an accepted share it is for those whom it did not reach.
        """
        if self.receipt is not None:
            return draft_to_unreached(self.draft, self.receipt)
        is_known = isinstance(self.reason, Rejected) and self.reason.has(Code.IDEMPOTENCY_CONFLICT)
        return self.draft.as_new_share() if is_known else self.draft


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


def state_of(receipt: ShareReceipt) -> OutboxState:
    """The state of an accepted share. A state of a newer server that is unknown here counts as not ended."""
    states = {delivery.state for delivery in receipt.deliveries} or {receipt.state}
    if states == {DeliveryState.SENT}:
        return OutboxState.SENT
    return OutboxState.FAILED if states <= _FINAL_STATES else OutboxState.ACCEPTED


def is_final(receipt: ShareReceipt) -> bool:
    """Whether every delivery has ended."""
    return state_of(receipt) is not OutboxState.ACCEPTED


def draft_to_unreached(draft: ShareDraft, receipt: ShareReceipt) -> ShareDraft:
    """A new share, in place of this one, to the recipients whose mail was not sent."""
    to = draft.to
    if len(to) == len(receipt.deliveries):
        pairs = zip(to, receipt.deliveries, strict=True)
        to = tuple(address for address, delivery in pairs if delivery.state != DeliveryState.SENT)
    return replace(draft.as_new_share(), to=to)


_FINAL_STATES = {DeliveryState.SENT, DeliveryState.NOT_DELIVERED}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has the share; the receipt says how far its deliveries have come."""

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

    def has(self, code: Code) -> bool:
        """Whether one of the problems has this code."""
        return any(problem.code == code for problem in self.problems)


ShareProgress: TypeAlias = Saving | Held | Sending | Accepted | Queued | Rejected
