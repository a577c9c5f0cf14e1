"""The tree of sections. It is small, so it is read whole, by one statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from broadsheet_server.models import metadata
from broadsheet_server.reading.read_models import Section
from broadsheet_server.storage.database import Reader
from broadsheet_shared.section_paths import ancestor_paths

_section = metadata.tables["section"].c
SECTION_COLUMNS = (
    _section.id, _section.path, _section.slug, _section.name, _section.description, _section.parent_id,
)  # fmt: skip


class SectionTree:
    """All sections, siblings in their order."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self.by_path = {section.path: section for section in sections}
        self.by_key = {section.key: section for section in self.by_path.values()}
        self._children: dict[UUID | None, list[Section]] = defaultdict(list)
        for section in self.by_path.values():
            self._children[section.parent_key].append(section)

    @property
    def roots(self) -> list[Section]:
        """The sections at the top."""
        return self._children.get(None, [])

    def children(self, section: Section) -> list[Section]:
        """The sections directly below."""
        return self._children.get(section.key, [])

    def parent(self, section: Section) -> Section | None:
        """The section above."""
        return self.by_key.get(section.parent_key) if section.parent_key else None

    def line(self, section: Section) -> list[Section]:
        """The way from the root down to the section, itself included."""
        return [self.by_path[path] for path in ancestor_paths(section.path) if path in self.by_path]

    def within(self, path: str, *, descendants: bool) -> list[UUID]:
        """The keys of the section and, if asked, of every section below it; none where it does not exist."""
        if path not in self.by_path:
            return []
        below = [found.key for found in self.by_path.values() if found.path.startswith(f"{path}/")]
        return [self.by_path[path].key, *(below if descendants else [])]


def section_of(row: Sequence[Any], base_url: str) -> Section:
    """The section in the values of `SECTION_COLUMNS`."""
    key, path, slug, name, description, parent_key = row
    return Section(key, path, slug, name, description, parent_key, f"{base_url}/sections/{path}")


async def read_sections(reader: Reader, base_url: str) -> SectionTree:
    """Read the tree; links begin with `base_url`."""
    rows = await reader.fetch(all_sections())
    return SectionTree(section_of(row, base_url) for row in rows)


@cache
def all_sections() -> Select[tuple[object, ...]]:
    """The statement whose rows `section_of` reads, siblings in their order."""
    return select(*SECTION_COLUMNS).order_by(_section.position, _section.name, _section.path)
