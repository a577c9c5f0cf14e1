"""The tree of sections. It is small, so one statement reads the whole of it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, literal, select
from sqlmodel import col

from broadsheet_server.models import taxonomy
from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.read_models import Section
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.database import Reader
from broadsheet_shared.section_paths import ancestor_paths

_NOW = bindparam("now", type_=UtcDateTime)
SECTION_COLUMNS: tuple[Any, ...] = (
    col(taxonomy.Section.id),
    col(taxonomy.Section.path),
    col(taxonomy.Section.slug),
    col(taxonomy.Section.name),
    col(taxonomy.Section.description),
    col(taxonomy.Section.parent_id),
)


class SectionTree:
    """All sections, siblings in their order. One whose parent is not there is at the top.

    `listed` are the paths of those that stand in the navigation (see `listed_paths`), by default all. Every
    section keeps its place and its address, listed or not.
    """

    def __init__(self, sections: Iterable[Section], listed: Container[str] | None = None) -> None:
        self.by_path = {section.path: section for section in sections}
        self.by_id = {section.uuid: section for section in self.by_path.values()}
        self._children: dict[UUID | None, list[Section]] = defaultdict(list)
        for section in self.by_path.values():
            if listed is not None and section.path not in listed:
                continue
            parent = self.parent(section)
            self._children[parent.uuid if parent else None].append(section)

    @property
    def roots(self) -> list[Section]:
        """The listed sections at the top."""
        return self._children.get(None, [])

    def children(self, section: Section) -> list[Section]:
        """The listed sections directly below."""
        return self._children.get(section.uuid, [])

    @property
    def most_children(self) -> int:
        """The most sections directly below one section."""
        below = (len(children) for parent, children in self._children.items() if parent is not None)
        return max(below, default=0)

    @property
    def depth(self) -> int:
        """The most sections on the way from the root to one of them, itself included."""
        return max((path.count("/") + 1 for path in self.by_path), default=0)

    def parent(self, section: Section) -> Section | None:
        """The section above."""
        return self.by_id.get(section.parent_uuid) if section.parent_uuid else None

    def breadcrumb(self, section: Section) -> list[Section]:
        """The sections from the root down to this one, itself included."""
        return [self.by_path[path] for path in ancestor_paths(section.path) if path in self.by_path]

    def subtree(self, path: str, *, descendants: bool = True) -> list[UUID]:
        """The ids of the section and, with `descendants`, of all below it; none where it does not exist."""
        if path not in self.by_path:
            return []
        below = [section.uuid for section in self.by_path.values() if section.path.startswith(f"{path}/")]
        return [self.by_path[path].uuid, *(below if descendants else [])]


def section_of(row: Sequence[Any], base_url: str) -> Section:
    """The section in the values of `SECTION_COLUMNS`."""
    uuid, path, slug, name, description, parent_uuid = row
    return Section(uuid, path, slug, name, description, parent_uuid, f"{base_url}/sections/{path}")


async def read_sections(
    reader: Reader, base_url: str, now: datetime, configured: Iterable[str] = ()
) -> SectionTree:
    """Read the tree; the addresses of sections begin with `base_url`. `configured` are listed in any case."""
    rows = await reader.fetch(all_sections(), {"now": now})
    sections = [section_of(row[:-1], base_url) for row in rows]
    return SectionTree(sections, listed_paths(rows, configured))


def listed_paths(rows: Iterable[Sequence[Any]], configured: Iterable[str]) -> set[str]:
    """The paths of the sections in these rows of `all_sections` that the settings name, or that have public
    articles in them or below.
    """
    occupied = (row[1] for row in rows if row[-1])
    return {path for listed in (*configured, *occupied) for path in ancestor_paths(listed)}


@cache
def all_sections() -> Select[Any]:
    """The statement of all sections, siblings in their order: the columns that `section_of` reads, then
    whether there are public articles in it. Its parameter is `now`.
    """
    section = taxonomy.Section
    is_here = col(Article.section_id) == col(section.id)
    # From the newest on: where articles expire, the oldest of a section are not public.
    newest = select(literal(1)).where(is_here, is_public(_NOW))
    newest = newest.order_by(col(Article.published_at).desc(), col(Article.id).desc()).limit(1)
    has_articles = newest.scalar_subquery().label("has_articles")
    order = col(section.position), col(section.name), col(section.path)
    return select(*SECTION_COLUMNS, has_articles).order_by(*order)
