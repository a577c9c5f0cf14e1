"""What a receiver is told of a change: an envelope around the answer to the webhook's document.

The envelope is that of Standard Webhooks (specification 1.0.0, "Payload structure"): `type`, `timestamp` and
`data`, and beside them the place of the change in the feed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

import orjson

from broadsheet_server.reading.changes import PublicChange
from broadsheet_server.reading.global_ids import global_id

DEFAULT_DOCUMENT: Final = """subscription {
  articleChanged {
    sequence kind occurredAt articleId
    article { id headline summary path canonicalUrl publishedAt updatedAt section { path } }
    tombstone { kind note redirectUrl withdrawnAt }
  }
}"""
"""What receivers are told where the integrator chose no document."""


@dataclass(frozen=True, slots=True)
class PayloadDocument:
    """The document of a webhook, and as whom it is executed."""

    text: str
    operation_name: str | None
    api_key_id: UUID
    scopes: frozenset[str]
    label: str


class InvalidDocumentError(ValueError):
    """A document cannot be the payload of a webhook. The message says why, for the integrator."""


class PayloadUnavailableError(Exception):
    """The payload cannot be made now; it can in a while."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the document: `data` is JSON as Python has it, or as bytes made already."""

    data: Any
    errors: Sequence[dict[str, Any]] = ()


class Payloads(Protocol):
    """Executes the documents of webhooks."""

    async def check(self, document: str, operation_name: str | None) -> None:
        """Raise InvalidDocumentError for a document that cannot be executed for every change."""
        ...

    async def answer(self, document: PayloadDocument, change: PublicChange | None, now: datetime) -> Answer:
        """The answer for a change, as it is now and as the scopes allow; without a change, no data.

        Raises InvalidDocumentError, and PayloadUnavailableError.
        """
        ...


def body(change: PublicChange | None, answer: Answer, now: datetime, *, is_test: bool = False) -> bytes:
    """The payload as it is posted."""
    envelope: dict[str, Any] = {
        "type": f"article.{change.kind.value}" if change else "test",
        "timestamp": _rfc3339(change.occurred_at if change else now),
        "sequence": str(change.sequence) if change else None,
        "articleId": global_id("Article", change.article_id) if change else None,
        "data": answer.data,
    }
    if answer.errors:
        envelope["errors"] = answer.errors
    if is_test:
        envelope["isTest"] = True
    return orjson.dumps(envelope)


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
