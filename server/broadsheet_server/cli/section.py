"""`broadsheet section`: the tree of sections, which the settings, imports and editors make."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from broadsheet_server.access.audit import Act, record_act
from broadsheet_server.cli.known_names import check_section
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.arrange_sections import SectionExistsError, UnknownSectionError, move_section
from broadsheet_server.newsroom.remove_section import SectionNotEmptyError, remove_section
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.settings import CONFIG_FILE, Settings


def run_list(arguments: argparse.Namespace) -> int:
    """Print the tree."""
    database = open_existing_store(settings_of(arguments))
    try:
        with database.read() as session:
            counted = select(Section.path, Section.name, func.count(col(Article.id))).outerjoin(Article)
            rows = session.exec(counted.group_by(col(Section.path), col(Section.name))).all()
    finally:
        database.dispose()
    for path, name, count in sorted(rows):
        print(f"{path}  {name}  ({count:,} {'article' if count == 1 else 'articles'})")
    if not rows:
        print("There are no sections. Articles bring them, and `[[sections]]` in the settings.")
    return 0


def run_move(arguments: argparse.Namespace) -> int:
    """Move a section."""

    def move(session: Session, now: datetime) -> UUID:
        check_section(session, arguments.path)
        return move_section(session, arguments.path, arguments.new_path, now=now)

    return _change(arguments, "section move", f"{arguments.path} to {arguments.new_path}", move)


def run_remove(arguments: argparse.Namespace) -> int:
    """Remove a section."""
    into = f" into {arguments.into}" if arguments.into else ""

    def remove(session: Session, now: datetime) -> UUID:
        for path in filter(None, (arguments.path, arguments.into)):
            check_section(session, path)
        return remove_section(session, arguments.path, arguments.into, now=now)

    return _change(arguments, "section remove", f"{arguments.path}{into}", remove)


def _change(
    arguments: argparse.Namespace, action: str, detail: str, change: Callable[[Session, datetime], UUID]
) -> int:
    """Change the tree, with an entry in the audit log; say what was done, or why it cannot be."""
    settings, now = settings_of(arguments), datetime.now(UTC)
    if _is_set(settings, arguments.path):
        return _fail(
            f"The settings name “{arguments.path}” and would make it again: take it out of [[sections]] in "
            f"{settings.data / CONFIG_FILE} first."
        )
    database = open_existing_store(settings)
    try:
        with database.write() as session:
            section_id = change(session, now)
            record_act(session, operator(), Act(action, "Section", str(section_id), detail), now=now)
    except (UnknownSectionError, SectionExistsError, SectionNotEmptyError, RejectedDraftError) as error:
        return _fail(str(error))
    finally:
        database.dispose()
    print(f"{_DONE[action]}: {detail}")
    return 0


_DONE = {"section move": "Moved", "section remove": "Removed"}


def _is_set(settings: Settings, path: str) -> bool:
    return any(each.path == path or each.path.startswith(f"{path}/") for each in settings.sections)


def _fail(sentence: str) -> int:
    print(f"broadsheet: {sentence}", file=sys.stderr)
    return 1
