"""What a search asks the store about the articles that the index has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.withdrawn_articles import withdrawn_since


class FoundText(Protocol):
    """What is read of an article that was found. The texts are there if they are to be highlighted."""

    language: str
    headline: str
    summary: str | None
    body_text: str


class FoundArticles(Protocol):
    """The store, as a search asks it."""

    async def by_id(self, ids: Sequence[UUID]) -> Mapping[UUID, FoundText]:
        """Those of the articles that are public."""
        ...

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID]:
        """The articles changed after `sequence` that are not public now; new ones since may be left out."""
        ...

    async def section_names(self) -> Mapping[str, str]:
        """The names of all sections, by path."""
        ...


@dataclass(frozen=True, slots=True)
class FoundModels:
    """Implements `FoundArticles` by read models."""

    context: ReadContext
    card: Selection

    async def by_id(self, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
        """Those of the articles that are public."""
        return await articles_by_id(self.context, ids, self.card)

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID]:
        """The articles changed after `sequence` that are not public now."""
        return await withdrawn_since(self.context, sequence)

    async def section_names(self) -> Mapping[str, str]:
        """The names of all sections."""
        return {path: section.name for path, section in (await self.context.sections()).by_path.items()}
