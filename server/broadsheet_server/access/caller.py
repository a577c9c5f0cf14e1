"""Who sends a request: the holder of an API key."""

from dataclasses import dataclass
from uuid import UUID

from broadsheet_server.access.section_limit import SectionLimit


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of an API key, and the scopes that the key grants. `label` is how people know the key."""

    api_key_id: UUID
    scopes: frozenset[str]
    label: str
    sections: SectionLimit | None = None
    """Where the key may write; None: everywhere."""
