"""What publishing a draft came to."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """The four ways in which a draft is taken."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PublishResult:
    """Where a draft went. `sequence` is its place in the change feed, None where nothing changed.

    `remark` says why nothing changed where that may surprise.
    """

    article_id: UUID
    slug: str
    outcome: Outcome
    sequence: int | None
    remark: str | None = None
