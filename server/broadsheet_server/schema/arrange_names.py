"""`renameTag`, `mergeTags`, `renameAuthor` and `mergeAuthors`: what editors do to tags and authors."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import strawberry

from broadsheet_server.access.audit import Act
from broadsheet_server.newsroom.arrange_names import AUTHORS, TAGS, Kind, Named, merge, rename
from broadsheet_server.reading import read_models
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.reading.taxonomy import authors_by_id, tags_by_id
from broadsheet_server.schema.arrangement import ERRORS, INVALID, ArrangeUserError, arranged
from broadsheet_server.schema.authors import Author
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.tags import Tag
from broadsheet_server.schema.user_errors import UserError

_NO_TAG = "There is no tag with the id at `path`."
_NO_AUTHOR = "There is no author with the id at `path`."


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
    {"TAG_NOT_FOUND": _NO_TAG, "INVALID_VALUE": INVALID},
    name="RenameTagErrorCode",
)
describe(
    MergeTagsErrorCode,
    "Why tags were not merged.",
    {"TAG_NOT_FOUND": _NO_TAG, "INVALID_VALUE": INVALID},
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


@strawberry.input(description='What a tag is called. Example: `{tag: "VGFnOjAx", label: "Ferries"}`.')
class RenameTagInput:
    """The input of `rename_tag`."""

    tag: strawberry.ID = strawberry.field(description="The id of the tag.")
    label: str = strawberry.field(description="What readers call it from now on.")


@strawberry.input(description='Two tags that are one. Example: `{tag: "VGFnOjAx", into: "VGFnOjAy"}`.')
class MergeTagsInput:
    """The input of `merge_tags`."""

    tag: strawberry.ID = strawberry.field(description="The id of the tag that goes.")
    into: strawberry.ID = strawberry.field(description="The id of the tag that stays.")


@strawberry.type(description="What became of a tag that was to be renamed.")
class RenameTagPayload:
    """Resolved from `NameResult`."""

    tag: Tag | None = strawberry.field(description="The tag as of now; null if there are errors.")
    user_errors: list[RenameTagError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of tags that were to be merged.")
class MergeTagsPayload:
    """Resolved from `NameResult`."""

    tag: Tag | None = strawberry.field(description="The tag that stays; null if there are errors.")
    user_errors: list[MergeTagsError] = strawberry.field(description=ERRORS)


class RenameAuthorErrorCode(StrEnum):
    """Why an author was not renamed."""

    AUTHOR_NOT_FOUND = "not_found"
    INVALID_VALUE = "invalid_value"


class MergeAuthorsErrorCode(StrEnum):
    """Why authors were not merged."""

    AUTHOR_NOT_FOUND = "not_found"
    INVALID_VALUE = "invalid_value"


describe(
    RenameAuthorErrorCode,
    "Why an author was not renamed.",
    {"AUTHOR_NOT_FOUND": _NO_AUTHOR, "INVALID_VALUE": INVALID},
    name="RenameAuthorErrorCode",
)
describe(
    MergeAuthorsErrorCode,
    "Why authors were not merged.",
    {"AUTHOR_NOT_FOUND": _NO_AUTHOR, "INVALID_VALUE": INVALID},
    name="MergeAuthorsErrorCode",
)


@strawberry.type(description="Why an author was not renamed.")
class RenameAuthorError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: RenameAuthorErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why authors were not merged.")
class MergeAuthorsError(UserError):
    """Resolved from `ArrangeUserError`."""

    code: MergeAuthorsErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description='What an author is called. Example: `{author: "QXV0aG9yOjAx", name: "Ada Moor"}`.'
)
class RenameAuthorInput:
    """The input of `rename_author`."""

    author: strawberry.ID = strawberry.field(description="The id of the author.")
    name: str = strawberry.field(description="What readers call them from now on.")


@strawberry.input(
    description='Two authors that are one. Example: `{author: "QXV0aG9yOjAx", into: "QXV0aG9yOjAy"}`.'
)
class MergeAuthorsInput:
    """The input of `merge_authors`."""

    author: strawberry.ID = strawberry.field(description="The id of the author that goes.")
    into: strawberry.ID = strawberry.field(description="The id of the author that stays.")


@strawberry.type(description="What became of an author that was to be renamed.")
class RenameAuthorPayload:
    """Resolved from `NameResult`."""

    author: Author | None = strawberry.field(description="The author as of now; null if there are errors.")
    user_errors: list[RenameAuthorError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of authors that were to be merged.")
class MergeAuthorsPayload:
    """Resolved from `NameResult`."""

    author: Author | None = strawberry.field(description="The author that stays; null if there are errors.")
    user_errors: list[MergeAuthorsError] = strawberry.field(description=ERRORS)


@dataclass(frozen=True, slots=True)
class _Names:
    """Tags or authors: the name of their GraphQL type and of their field in inputs, and how they are read."""

    kind: Kind
    type_name: str
    field: str
    by_id: Callable[[ReadContext, Sequence[UUID]], Awaitable[Mapping[UUID, Any]]]


_TAGS: Final = _Names(TAGS, "Tag", "tag", tags_by_id)
_AUTHORS: Final = _Names(AUTHORS, "Author", "author", authors_by_id)


@dataclass(frozen=True, slots=True)
class NameResult:
    """What the payloads are resolved from; `tag` and `author` are two names of what was arranged."""

    named: read_models.Tag | read_models.Author | None
    user_errors: Sequence[ArrangeUserError]

    @property
    def tag(self) -> object:
        """The tag, where it is one."""
        return self.named

    @property
    def author(self) -> object:
        """The author, where it is one."""
        return self.named


async def _renamed(info: Info, names: _Names, key: str, name: str, codes: type[StrEnum]) -> NameResult:
    named, context = Named(uuid_of(names.type_name, key), names.field), info.context

    def write(session: Any) -> None:
        sections = context.permitted_sections
        rename(session, names.kind, named, name, now=context.now, sections=sections)

    result = await arranged(info, write, codes, act=lambda _: _act(info, names, named))
    return await _result(info, names, named, result.user_errors)


async def _merged(info: Info, names: _Names, key: str, into: str, codes: type[StrEnum]) -> NameResult:
    merged, kept = (uuid_of(names.type_name, each) for each in (key, into))
    given, stays, context = Named(merged, names.field), Named(kept, "into"), info.context

    def write(session: Any) -> None:
        sections = context.permitted_sections
        merge(session, names.kind, given, stays, now=context.now, sections=sections)

    result = await arranged(info, write, codes, act=lambda _: _act(info, names, given))
    return await _result(info, names, stays, result.user_errors)


def _act(info: Info, names: _Names, named: Named) -> Act:
    """What the audit log says of a change."""
    return Act(info.field_name, names.type_name, None if named.key is None else str(named.key))


async def _result(info: Info, names: _Names, named: Named, errors: Sequence[ArrangeUserError]) -> NameResult:
    if errors or named.key is None:
        return NameResult(None, errors)
    return NameResult((await names.by_id(info.context.reading, [named.key])).get(named.key), ())


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
    ) -> NameResult:
        return await _renamed(info, _TAGS, data.tag, data.label, RenameTagErrorCode)

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
    ) -> NameResult:
        return await _merged(info, _TAGS, data.tag, data.into, MergeTagsErrorCode)


@strawberry.type
class AuthorMutations:
    """Mutations of authors."""

    @resolver_field(
        "Give an author another name; the slug stays. Needs an API key with scope `edit`.",
        RenameAuthorPayload,
    )
    async def rename_author(
        self,
        info: Info,
        data: Annotated[RenameAuthorInput, strawberry.argument(name="input", description="Which, and how.")],
    ) -> NameResult:
        return await _renamed(info, _AUTHORS, data.author, data.name, RenameAuthorErrorCode)

    @resolver_field(
        (
            "Merge an author into another one, which their articles have from then on, also those that come "
            "later. The slug leads there. Needs an API key with scope `edit`."
        ),
        MergeAuthorsPayload,
    )
    async def merge_authors(
        self,
        info: Info,
        data: Annotated[
            MergeAuthorsInput, strawberry.argument(name="input", description="Which into which.")
        ],
    ) -> NameResult:
        return await _merged(info, _AUTHORS, data.author, data.into, MergeAuthorsErrorCode)
