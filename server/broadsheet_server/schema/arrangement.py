"""What has to be put right before sections, tags or authors can be arranged otherwise."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from broadsheet_server.access.audit import Act
from broadsheet_server.newsroom.arrange_names import UnknownNameError
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.article_input import input_path
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.user_errors import user_errors
from broadsheet_shared.vocabulary import Scope

ERRORS = "What has to be put right; empty if it was done."
INVALID = "The value at `path` cannot be taken; `message` says why."


@dataclass(frozen=True, slots=True)
class ArrangeUserError:
    """What has to be put right."""

    code: StrEnum
    message: str
    path: tuple[str, ...]


async def arrangement_errors(
    info: Info, arrange: Callable[[Any], None], codes: type[StrEnum], *, of: str, global_id: str
) -> list[ArrangeUserError]:
    """Arrange something in a transaction, or say what has to be put right; `of` and `global_id` name it.

    It runs in a thread, because it may have to wait for another writer.
    """
    context = info.context
    context.need(Scope.EDIT)

    def write() -> None:
        with context.database.write() as session:
            arrange(session)
            context.record(session, Act(info.field_name, of, _inside(of, global_id)))

    try:
        await asyncio.to_thread(write)
    except UnknownNameError as unknown:
        return user_errors([ArrangeUserError(codes("not_found"), str(unknown), (unknown.field,))])
    except RejectedDraftError as rejected:
        error = ArrangeUserError(codes("invalid_value"), str(rejected), input_path(rejected))
        return user_errors([error])
    return []


def _inside(of: str, global_id: str) -> str | None:
    key = uuid_of(of, global_id)
    return None if key is None else str(key)
