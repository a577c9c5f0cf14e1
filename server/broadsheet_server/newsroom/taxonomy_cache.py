"""What a run of publishing has looked up before, so that an archive does not ask for `world` 10,000 times."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CachedSection:
    """A section that is in the store."""

    id: UUID
    name: str


@dataclass(slots=True)
class TaxonomyCache:
    """Sections by path, authors by slug, tags by slug and kind; forget them when a transaction fails.

    `new_sections` are the paths of those that were made and that nobody has told of yet.
    """

    sections: dict[str, CachedSection] = field(default_factory=dict)
    new_sections: list[str] = field(default_factory=list)
    authors: dict[str, UUID] = field(default_factory=dict)
    tags: dict[tuple[str, str], tuple[UUID, str]] = field(default_factory=dict)

    def forget(self) -> None:
        """Drop everything, because some of it may never have been committed."""
        self.sections.clear()
        self.new_sections.clear()
        self.authors.clear()
        self.tags.clear()

    def tell_new_sections(self) -> list[str]:
        """The sections that were made since somebody asked last."""
        told = self.new_sections[:]
        self.new_sections.clear()
        return told
