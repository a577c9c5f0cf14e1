"""`renameTag` and `mergeTags`: what editors do to tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.newsroom.arrange_names import TAGS, Named, merge, rename
from broadsheet_server.reading import read_models
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.reading.taxonomy import tags_by_id
from broadsheet_server.schema.arrangement import ERRORS, INVALID, ArrangeUserError, arrangement_errors
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.tags import Tag
from broadsheet_server.schema.user_errors import UserError

_NOT_FOUND = "There is no tag with the id at `path`."


class RenameTagErrorCode(StrEnum):
    """Why a tag was not renamed."""

    TAG_NOT_FOUND = "not_found"
    INVALID_VALUE = "invalid_value"


class MergeTagsErrorCode(StrEnum):
    """Why tags were not merged."""

    TAG_NOT_FOUND = "not_found"
    INVALID_VALUE = "invalid_value"


describe(
    RenameTagErrorCode,
    "Why a tag was not renamed.",
    {"TAG_NOT_FOUND": _NOT_FOUND, "INVALID_VALUE": INVALID},
    name="RenameTagErrorCode",
)
describe(
    MergeTagsErrorCode,
    "Why tags were not merged.",
    {"TAG_NOT_FOUND": _NOT_FOUND, "INVALID_VALUE": INVALID},
    name="MergeTagsErrorCode",
)


@strawberry.type(description="Why a tag was not renamed.")
class RenameTagError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: RenameTagErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why tags were not merged.")
class MergeTagsError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: MergeTagsErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(description="What a tag is called.")
class RenameTagInput:
    """The input of `rename_tag`."""

    tag: strawberry.ID = strawberry.field(description="The id of the tag.")
    label: str = strawberry.field(description="What readers call it from now on.")


@strawberry.input(description="Two tags that are one.")
class MergeTagsInput:
    """The input of `merge_tags`."""

    tag: strawberry.ID = strawberry.field(description="The id of the tag that goes.")
    into: strawberry.ID = strawberry.field(description="The id of the tag that stays.")


@strawberry.type(description="What became of a tag that was to be renamed.")
class RenameTagPayload:
    """Resolved from `TagResult`."""

    tag: Tag | None = strawberry.field(description="The tag as of now; null if there are errors.")
    user_errors: list[RenameTagError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of tags that were to be merged.")
class MergeTagsPayload:
    """Resolved from `TagResult`."""

    tag: Tag | None = strawberry.field(description="The tag that stays; null if there are errors.")
    user_errors: list[MergeTagsError] = strawberry.field(description=ERRORS)


@dataclass(frozen=True, slots=True)
class TagResult:
    """What the payloads are resolved from."""

    tag: read_models.Tag | None
    user_errors: Sequence[ArrangeUserError] = ()


async def _result(info: Info, key: UUID | None, errors: Sequence[ArrangeUserError]) -> TagResult:
    if errors or key is None:
        return TagResult(None, errors)
    return TagResult((await tags_by_id(info.context.reading, [key])).get(key))


@strawberry.type
class TagMutations:
    """Mutations of tags."""

    @resolver_field(
        "Give a tag another name; the slug stays. Needs an API key with scope `edit`.", RenameTagPayload
    )
    async def rename_tag(
        self,
        info: Info,
        data: Annotated[RenameTagInput, strawberry.argument(name="input", description="Which, and how.")],
    ) -> TagResult:
        key, now = uuid_of("Tag", data.tag), info.context.now
        errors = await arrangement_errors(
            info,
            lambda session: rename(
                *(session, TAGS, Named(key, "tag"), data.label),
                now=now,
                sections=info.context.permitted_sections,
            ),
            RenameTagErrorCode,
            of="Tag",
            global_id=data.tag,
        )
        return await _result(info, key, errors)

    @resolver_field(
        (
            "Merge a tag into another one, which its articles have from then on, also those that come later. "
            "The slug leads there. Needs an API key with scope `edit`."
        ),
        MergeTagsPayload,
    )
    async def merge_tags(
        self,
        info: Info,
        data: Annotated[MergeTagsInput, strawberry.argument(name="input", description="Which into which.")],
    ) -> TagResult:
        key, into, now = uuid_of("Tag", data.tag), uuid_of("Tag", data.into), info.context.now
        errors = await arrangement_errors(
            info,
            lambda session: merge(
                *(session, TAGS, Named(key, "tag"), Named(into, "into")),
                now=now,
                sections=info.context.permitted_sections,
            ),
            MergeTagsErrorCode,
            of="Tag",
            global_id=data.tag,
        )
        return await _result(info, into, errors)
