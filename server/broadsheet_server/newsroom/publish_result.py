"""What publishing did with a draft."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """What publishing did with a draft. HELD: its identity is stored, and the public sees nothing of it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The article of a draft. `sequence` is that of the change, None where nothing changed.

    `notes` tell an editor what may surprise; `warnings` what needs a look, in sentences.
    """

    article_id: UUID
    slug: str
    outcome: Outcome
    sequence: int | None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
