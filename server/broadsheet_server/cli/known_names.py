"""Names that an operator types, and the nearest one in the store where a name is not there."""

import difflib
from collections.abc import Collection
from typing import Final

from sqlmodel import Session, col, select

from broadsheet_server.ingest.sources import SourceError, find_source
from broadsheet_server.models.articles import Article
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.aliases import AliasKind, aliased
from broadsheet_server.newsroom.arrange_sections import UnknownSectionError
from broadsheet_server.newsroom.validation import excerpt

_NEAR: Final = 2 / 3
"""Of the characters of both; with `difflib`'s own 0.6, `nope` would mean `europe`."""


class UnknownSourceError(LookupError):
    """No article comes from a source of this name. The message is a sentence for the operator."""


def check_section(session: Session, path: str) -> None:
    """Raise UnknownSectionError, which names the nearest section, unless there is one at the path."""
    paths = session.exec(select(Section.path)).all()
    if path not in paths:
        meant = _moved_to(session, path) or maybe_meant(path, paths)
        raise UnknownSectionError(
            f"There is no section “{excerpt(path)}”{meant}: see `broadsheet section list`."
        )


def _moved_to(session: Session, path: str) -> str:
    """The end of a sentence on a section that was moved or removed; empty where it never was there."""
    section_id = aliased(session, AliasKind.SECTION_PATH, [path]).get(path)
    section = session.get(Section, section_id) if section_id else None
    return f" any more; it is “{section.path}” now" if section else ""


def check_source(session: Session, name: str) -> None:
    """Raise UnknownSourceError, with the nearest source, unless articles come from this one or are to."""
    found = session.exec(select(col(Article.source_name)).distinct()).all()
    names = {*session.exec(select(ImportSource.name)), *(each for each in found if each is not None)}
    if name not in names:
        raise UnknownSourceError(f"No article comes from “{excerpt(name)}”{maybe_meant(name, names)}.")


def find_polled_source(session: Session, name_or_url: str) -> ImportSource:
    """The source that is polled under this name or URL. Raises SourceError, with the nearest name."""
    try:
        return find_source(session, name_or_url)
    except SourceError as error:
        names = session.exec(select(ImportSource.name)).all()
        raise SourceError(
            f"There is no source “{excerpt(name_or_url)}”{maybe_meant(name_or_url, names)}: see "
            "`broadsheet source list`."
        ) from error


def note_on_new_section(session: Session, path: str) -> str:
    """That the first article will make this section, for who mistyped it; empty where it is there."""
    paths = session.exec(select(Section.path)).all()
    if path in paths:
        return ""
    return f"There is no section “{path}” yet; its first article makes it{maybe_meant(path, paths)}."


def maybe_meant(written: str, names: Collection[str]) -> str:
    """The end of a sentence on a name that is not there; empty where none is near it, whatever its case.

    A section is also near by the last part of its path: `harbour` means `city/harbour`.
    """
    if not names:
        return ""
    nearest = max(names, key=lambda name: _nearness(written, name))
    return f"; maybe “{nearest}” is meant" if _nearness(written, nearest)[0] >= _NEAR else ""


def _nearness(written: str, name: str) -> tuple[float, float]:
    """From 0 to 1: of the names or of their last parts, whichever are nearer; and of the whole names."""
    whole = _ratio(written, name)
    return max(whole, _ratio(written.rpartition("/")[2], name.rpartition("/")[2])), whole


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
