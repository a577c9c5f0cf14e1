"""Who sends a request: the holder of an API key."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of an API key, and the scopes that the key grants. `label` is how people know the key."""

    api_key_id: UUID
    scopes: frozenset[str]
    label: str
