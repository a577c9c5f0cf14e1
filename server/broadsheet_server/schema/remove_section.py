"""`removeSection`: taking a section out of the tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import strawberry

from broadsheet_server.access.audit import Act
from broadsheet_server.newsroom.remove_section import remove_section
from broadsheet_server.schema.arrangement import ERRORS, INVALID, ArrangeUserError, arranged
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.user_errors import UserError


class RemoveSectionErrorCode(StrEnum):
    """Why a section was not removed."""

    SECTION_NOT_FOUND = "section_not_found"
    SECTION_NOT_EMPTY = "section_not_empty"
    INVALID_VALUE = "invalid_value"


describe(
    RemoveSectionErrorCode,
    "Why a section was not removed.",
    {
        "SECTION_NOT_FOUND": "There is no section at this path.",
        "SECTION_NOT_EMPTY": "Sections are below it, or articles in it and `into` is missing.",
        "INVALID_VALUE": INVALID,
    },
    name="RemoveSectionErrorCode",
)


@strawberry.type(description="Why a section was not removed.")
class RemoveSectionError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: RemoveSectionErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="Which section goes, and where its articles do. "
    'Example: `{path: "world/asia", into: "world"}`.'
)
class RemoveSectionInput:
    """The input of `remove_section`."""

    path: str = strawberry.field(description="The path of the section, like `world/asia`.")
    into: str | None = strawberry.field(
        default=None,
        description="The path of the section that its articles go to, like `world/asia`, where its old "
        "address leads from then on; needed where it has articles, public or not.",
    )


@strawberry.type(description="What became of a section that was to be removed.")
class RemoveSectionPayload:
    """Resolved from `Removal`."""

    is_removed: bool = strawberry.field(description="Whether the section is gone.")
    user_errors: list[RemoveSectionError] = strawberry.field(description=ERRORS)


@dataclass(frozen=True, slots=True)
class Removal:
    """What the payload is resolved from."""

    is_removed: bool
    user_errors: Sequence[ArrangeUserError]


@strawberry.type
class RemoveSectionMutation:
    """The mutation that removes a section."""

    @resolver_field(
        (
            "Remove a section without sections below it. Its articles go to another one, as what an import "
            "brings for it does. Needs an API key with scope `edit`."
        ),
        RemoveSectionPayload,
    )
    async def remove_section(
        self,
        info: Info,
        data: Annotated[RemoveSectionInput, strawberry.argument(name="input", description="The section.")],
    ) -> Removal:
        now, limit = info.context.now, info.context.permitted_sections
        detail = f"{data.path} into {data.into}" if data.into else data.path
        result = await arranged(
            info,
            lambda session: remove_section(session, data.path, data.into, now=now, sections=limit),
            RemoveSectionErrorCode,
            act=lambda section_id: Act(info.field_name, "Section", str(section_id), detail),
        )
        return Removal(result.done is not None, result.user_errors)
