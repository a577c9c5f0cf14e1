"""`createSection`, `updateSection` and `moveSection`: what editors do to the tree of sections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import strawberry

from broadsheet_server.access.audit import Act
from broadsheet_server.newsroom.arrange_sections import create_section, describe_section, move_section
from broadsheet_server.reading import read_models
from broadsheet_server.schema.arrangement import ERRORS, INVALID, ArrangeUserError, arranged
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.sections import Section
from broadsheet_server.schema.user_errors import UserError

_PATH = "The path of the section, like `world/asia`."
_SECTION = "The section as it is now; null if there are errors."
_NOT_FOUND = "There is no section at this path."
_EXISTS = "There is a section at this path already."


class CreateSectionErrorCode(StrEnum):
    """Why a section was not created."""

    SECTION_EXISTS = "section_exists"
    INVALID_VALUE = "invalid_value"


class UpdateSectionErrorCode(StrEnum):
    """Why a section was not updated."""

    SECTION_NOT_FOUND = "section_not_found"
    INVALID_VALUE = "invalid_value"


class MoveSectionErrorCode(StrEnum):
    """Why a section was not moved."""

    SECTION_NOT_FOUND = "section_not_found"
    SECTION_EXISTS = "section_exists"
    INVALID_VALUE = "invalid_value"


describe(
    CreateSectionErrorCode,
    "Why a section was not created.",
    {"SECTION_EXISTS": _EXISTS, "INVALID_VALUE": INVALID},
    name="CreateSectionErrorCode",
)
describe(
    UpdateSectionErrorCode,
    "Why a section was not updated.",
    {"SECTION_NOT_FOUND": _NOT_FOUND, "INVALID_VALUE": INVALID},
    name="UpdateSectionErrorCode",
)
describe(
    MoveSectionErrorCode,
    "Why a section was not moved.",
    {"SECTION_NOT_FOUND": _NOT_FOUND, "SECTION_EXISTS": _EXISTS, "INVALID_VALUE": INVALID},
    name="MoveSectionErrorCode",
)


@strawberry.type(description="Why a section was not created.")
class CreateSectionError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: CreateSectionErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a section was not updated.")
class UpdateSectionError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: UpdateSectionErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a section was not moved.")
class MoveSectionError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: MoveSectionErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="A new section. Those above it are created where they are missing."
    ' Example: `{path: "world/asia", name: "Asia"}`.'
)
class CreateSectionInput:
    """The input of `create_section`."""

    path: str = strawberry.field(description="Where it is, like `world/asia`.")
    name: str | None = strawberry.field(
        default=None, description="What readers call it; by default made of its path."
    )
    description: str | None = strawberry.field(default=None, description="What it is about.")


@strawberry.input(
    description='What a section is called. Example: `{path: "world/asia", name: "Asia and the Pacific"}`.'
)
class UpdateSectionInput:
    """The input of `update_section`."""

    path: str = strawberry.field(description=_PATH)
    name: str | None = strawberry.field(default=None, description="What readers call it; null keeps it.")
    description: str | None = strawberry.field(
        default=None, description="What it is about; null keeps it, an empty text removes it."
    )


@strawberry.input(
    description="Where a section goes, with all that is below it."
    ' Example: `{path: "city/port", newPath: "world/shipping"}`.'
)
class MoveSectionInput:
    """The input of `move_section`."""

    path: str = strawberry.field(description=_PATH)
    new_path: str = strawberry.field(
        description="Its path from now on, like `world/asia`. Its old addresses lead there."
    )


@strawberry.type(description="What became of a new section.")
class CreateSectionPayload:
    """Resolved from `SectionResult`."""

    section: Section | None = strawberry.field(description=_SECTION)
    user_errors: list[CreateSectionError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a section.")
class UpdateSectionPayload:
    """Resolved from `SectionResult`."""

    section: Section | None = strawberry.field(description=_SECTION)
    user_errors: list[UpdateSectionError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a section that was to be moved.")
class MoveSectionPayload:
    """Resolved from `SectionResult`."""

    section: Section | None = strawberry.field(description=_SECTION)
    user_errors: list[MoveSectionError] = strawberry.field(description=ERRORS)


@dataclass(frozen=True, slots=True)
class SectionResult:
    """What the payloads are resolved from."""

    section: read_models.Section | None
    user_errors: Sequence[ArrangeUserError] = ()


async def _arranged(
    info: Info, data: Any, arrange: Callable[[Any], UUID], codes: type[StrEnum], path: str = "path"
) -> SectionResult:
    """The section after a change; `path` is the field of the input with the path that it is to have."""

    def act(section_id: UUID) -> Act:
        return Act(info.field_name, "Section", str(section_id), _arguments(data))

    result = await arranged(info, arrange, codes, act=act, path=path)
    if result.done is None:
        return SectionResult(None, result.user_errors)
    return SectionResult((await info.context.reading.sections()).by_id.get(result.done))


def _arguments(data: Any) -> str:
    """What the audit log says of a change: where, and where to."""
    new_path = getattr(data, "new_path", None)
    return f"{data.path} to {new_path}" if new_path else str(data.path)


@strawberry.type
class SectionMutations:
    """Mutations of the tree of sections."""

    @resolver_field("Create a section. Needs an API key with scope `edit`.", CreateSectionPayload)
    async def create_section(
        self,
        info: Info,
        data: Annotated[CreateSectionInput, strawberry.argument(name="input", description="The section.")],
    ) -> SectionResult:
        now = info.context.now
        return await _arranged(
            *(info, data),
            lambda session: create_section(
                *(session, data.path, data.name, data.description),
                now=now,
                sections=info.context.permitted_sections,
            ),
            CreateSectionErrorCode,
        )

    @resolver_field(
        "Give a section another name or another description. Needs an API key with scope `edit`.",
        UpdateSectionPayload,
    )
    async def update_section(
        self,
        info: Info,
        data: Annotated[UpdateSectionInput, strawberry.argument(name="input", description="The section.")],
    ) -> SectionResult:
        now = info.context.now
        return await _arranged(
            *(info, data),
            lambda session: describe_section(
                *(session, data.path),
                now=now,
                name=data.name,
                description=data.description,
                sections=info.context.permitted_sections,
            ),
            UpdateSectionErrorCode,
        )

    @resolver_field(
        (
            "Move a section with all that is below it. Its articles stay in it, its old pages lead to the "
            "new ones, and so does what an import brings for the old path. Needs an API key with scope "
            "`edit`."
        ),
        MoveSectionPayload,
    )
    async def move_section(
        self,
        info: Info,
        data: Annotated[MoveSectionInput, strawberry.argument(name="input", description="Which, and where.")],
    ) -> SectionResult:
        now = info.context.now
        return await _arranged(
            *(info, data),
            lambda session: move_section(
                *(session, data.path, data.new_path), now=now, sections=info.context.permitted_sections
            ),
            MoveSectionErrorCode,
            path="newPath",
        )
