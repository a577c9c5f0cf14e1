"""The sections that an API key may write in, with all that is below them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.taxonomy import Section


class SectionForbiddenError(Exception):
    """A key is limited to other sections. The message is a sentence for its holder."""


@dataclass(frozen=True, slots=True)
class SectionLimit:
    """Sections by their ids: the limit moves with a section that is moved."""

    section_ids: frozenset[UUID]

    def paths(self, session: Session) -> list[str]:
        """Where these sections are now, in alphabetical order."""
        found = select(Section.path).where(col(Section.id).in_(self.section_ids))
        return sorted(session.exec(found))

    def check(self, session: Session, path: str) -> None:
        """Raise SectionForbiddenError unless a path, of a section or of none yet, is within the limit."""
        paths = self.paths(session)
        if not is_within(path, paths):
            raise SectionForbiddenError(
                f"This API key may write in {_listed(paths)} and below, and not in “{path[:200]}”."
            )


def is_within(path: str, sections: Iterable[str]) -> bool:
    """Whether a path is that of one of these sections, or of one below it."""
    return any(path == section or path.startswith(f"{section}/") for section in sections)


def limit_of(section_ids: Iterable[str] | None) -> SectionLimit | None:
    """The limit as a key stores it; None where it may write everywhere. Raises ValueError."""
    return None if section_ids is None else SectionLimit(frozenset(map(UUID, section_ids)))


def unknown_sections(session: Session, paths: Collection[str]) -> list[str]:
    """Those of the paths at which no section is."""
    known = set(session.exec(select(Section.path).where(col(Section.path).in_(paths))))
    return [path for path in paths if path not in known]


def section_ids(session: Session, paths: Collection[str]) -> list[str]:
    """The ids of the sections at these paths, as a key stores them."""
    return [str(key) for key in session.exec(select(Section.id).where(col(Section.path).in_(paths)))]


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(f"“{path}”" for path in paths) or "no section"
