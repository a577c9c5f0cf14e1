"""`renameAuthor` and `mergeAuthors`: what editors do to authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.newsroom.arrange_names import AUTHORS, Named, merge, rename
from broadsheet_server.reading import read_models
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.reading.taxonomy import authors_by_id
from broadsheet_server.schema.arrangement import ERRORS, INVALID, ArrangeUserError, arrangement_errors
from broadsheet_server.schema.authors import Author
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.user_errors import UserError

_NOT_FOUND = "There is no author with the id at `path`."


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
    {"AUTHOR_NOT_FOUND": _NOT_FOUND, "INVALID_VALUE": INVALID},
    name="RenameAuthorErrorCode",
)
describe(
    MergeAuthorsErrorCode,
    "Why authors were not merged.",
    {"AUTHOR_NOT_FOUND": _NOT_FOUND, "INVALID_VALUE": INVALID},
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


@strawberry.input(description="What an author is called.")
class RenameAuthorInput:
    """The input of `rename_author`."""

    author: strawberry.ID = strawberry.field(description="The id of the author.")
    name: str = strawberry.field(description="What readers call them from now on.")


@strawberry.input(description="Two authors that are one.")
class MergeAuthorsInput:
    """The input of `merge_authors`."""

    author: strawberry.ID = strawberry.field(description="The id of the author that goes.")
    into: strawberry.ID = strawberry.field(description="The id of the author that stays.")


@strawberry.type(description="What became of an author that was to be renamed.")
class RenameAuthorPayload:
    """Resolved from `AuthorResult`."""

    author: Author | None = strawberry.field(description="The author as of now; null if there are errors.")
    user_errors: list[RenameAuthorError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of authors that were to be merged.")
class MergeAuthorsPayload:
    """Resolved from `AuthorResult`."""

    author: Author | None = strawberry.field(description="The author that stays; null if there are errors.")
    user_errors: list[MergeAuthorsError] = strawberry.field(description=ERRORS)


@dataclass(frozen=True, slots=True)
class AuthorResult:
    """What the payloads are resolved from."""

    author: read_models.Author | None
    user_errors: Sequence[ArrangeUserError] = ()


async def _result(info: Info, key: UUID | None, errors: Sequence[ArrangeUserError]) -> AuthorResult:
    if errors or key is None:
        return AuthorResult(None, errors)
    return AuthorResult((await authors_by_id(info.context.reading, [key])).get(key))


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
    ) -> AuthorResult:
        key, now = uuid_of("Author", data.author), info.context.now
        errors = await arrangement_errors(
            info,
            lambda session: rename(
                *(session, AUTHORS, Named(key, "author"), data.name),
                now=now,
                sections=info.context.permitted_sections,
            ),
            RenameAuthorErrorCode,
            of="Author",
            global_id=data.author,
        )
        return await _result(info, key, errors)

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
    ) -> AuthorResult:
        key, into, now = uuid_of("Author", data.author), uuid_of("Author", data.into), info.context.now
        errors = await arrangement_errors(
            info,
            lambda session: merge(
                *(session, AUTHORS, Named(key, "author"), Named(into, "into")),
                now=now,
                sections=info.context.permitted_sections,
            ),
            MergeAuthorsErrorCode,
            of="Author",
            global_id=data.author,
        )
        return await _result(info, into, errors)
