"""How sections, tags and authors are arranged otherwise, or what has to be put right before they can be."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from broadsheet_server.access.audit import Act
from broadsheet_server.newsroom.arrange_names import UnknownNameError
from broadsheet_server.newsroom.arrange_sections import SectionExistsError, UnknownSectionError
from broadsheet_server.newsroom.remove_section import SectionNotEmptyError
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.schema.article_drafts import input_path
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.user_errors import user_errors
from broadsheet_shared.vocabulary import Scope

ERRORS = "What has to be put right; empty if it was done."
INVALID = "The value at `path` cannot be taken; `message` says why."

Arranged = TypeVar("Arranged")


@dataclass(frozen=True, slots=True)
class ArrangeUserError:
    """What has to be put right."""

    code: StrEnum
    message: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrangement(Generic[Arranged]):
    """What was done, or why it was not."""

    done: Arranged | None
    user_errors: list[ArrangeUserError]


async def arranged(
    info: Info,
    arrange: Callable[[Any], Arranged],
    codes: type[StrEnum],
    *,
    act: Callable[[Arranged], Act],
    path: str = "path",
) -> Arrangement[Arranged]:
    """Arrange something in a transaction, with its line of the audit log, or say what has to be put right.

    It runs in a thread, because it may have to wait for another writer. `act` tells what was done, for the
    log. `path` is the field of the input with the path that a section is to have.
    """
    context = info.context
    context.need(Scope.EDIT)

    def write() -> Arranged:
        with context.database.write() as session:
            done = arrange(session)
            context.record(session, act(done))
            return done

    try:
        return Arrangement(await asyncio.to_thread(write), [])
    except UnknownNameError as unknown:
        error = ArrangeUserError(codes("not_found"), str(unknown), (unknown.field,))
    except UnknownSectionError as unknown_section:
        error = ArrangeUserError(codes("section_not_found"), str(unknown_section), ("path",))
    except SectionExistsError as exists:
        error = ArrangeUserError(codes("section_exists"), str(exists), (path,))
    except SectionNotEmptyError as not_empty:
        error = ArrangeUserError(codes("section_not_empty"), str(not_empty), (path,))
    except RejectedDraftError as rejected:
        field = (path,) if rejected.field == "section_path" else input_path(rejected)
        error = ArrangeUserError(codes("invalid_value"), str(rejected), field)
    return Arrangement(None, user_errors([error]))
