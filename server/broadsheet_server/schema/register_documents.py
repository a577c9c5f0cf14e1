"""`registerDocuments` and `removeDocuments`: the documents that clients name by their hash."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import strawberry

from broadsheet_server.access.audit import Act
from broadsheet_server.access.registered_documents import (
    ID_PREFIX,
    NewDocument,
    register_documents,
    remove_documents,
)
from broadsheet_server.schema.context import Context, Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.scalars import DateTime
from broadsheet_server.schema.user_errors import UserError, user_errors
from broadsheet_shared.limits import DOCUMENTS_AT_ONCE_MAX
from broadsheet_shared.vocabulary import Scope

_IDS = "Each is `sha256:` and the SHA-256 of the document's text in UTF-8, in lower-case hexadecimal."


class RegisterDocumentsErrorCode(StrEnum):
    """Why documents were not registered."""

    TOO_MANY = "too_many"
    INVALID_VALUE = "invalid_value"
    INVALID_DOCUMENT = "invalid_document"


class RemoveDocumentsErrorCode(StrEnum):
    """Why documents were not removed."""

    TOO_MANY = "too_many"
    INVALID_VALUE = "invalid_value"
    DOCUMENT_NOT_FOUND = "document_not_found"


_TOO_MANY = f"They are more than {DOCUMENTS_AT_ONCE_MAX}."
_NONE = "The list is empty."
describe(
    RegisterDocumentsErrorCode,
    "Why documents were not registered.",
    {
        "TOO_MANY": _TOO_MANY,
        "INVALID_VALUE": _NONE,
        "INVALID_DOCUMENT": "The document at `path` is not valid; `message` says why.",
    },
    name="RegisterDocumentsErrorCode",
)
describe(
    RemoveDocumentsErrorCode,
    "Why documents were not removed.",
    {
        "TOO_MANY": _TOO_MANY,
        "INVALID_VALUE": _NONE,
        "DOCUMENT_NOT_FOUND": "No document with the id at `path` is registered.",
    },
    name="RemoveDocumentsErrorCode",
)


@dataclass(frozen=True, slots=True)
class DocumentUserError:
    """What has to be put right."""

    code: StrEnum
    message: str
    path: tuple[str, ...]


@strawberry.type(description="Why documents were not registered.")
class RegisterDocumentsError(UserError):
    """Resolved from `DocumentUserError`."""

    code: RegisterDocumentsErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why documents were not removed.")
class RemoveDocumentsError(UserError):
    """Resolved from `DocumentUserError`."""

    code: RemoveDocumentsErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="A GraphQL document that clients may name by its id.")
class RegisteredDocument:
    """Made from a row of the store."""

    document_id: str = strawberry.field(
        description="What clients send as `documentId`: `sha256:` and the SHA-256 of the text."
    )
    operations: str = strawberry.field(description="The names of its operations, like `FrontPage, Article`.")
    registered_at: DateTime = strawberry.field(description="When it was registered first.")


@strawberry.input(
    description="Documents that clients are to name by their ids."
    ' Example: `{documents: ["{ articles(first: 3) { nodes { headline } } }"]}`.'
)
class RegisterDocumentsInput:
    """The input of `register_documents`."""

    documents: list[str] = strawberry.field(
        description="The texts, exactly as the ids are computed of them, "
        f"1 to {DOCUMENTS_AT_ONCE_MAX}. One that is registered already stays as it is."
    )


@strawberry.input(
    description="Documents that nobody is to name any more."
    " Example: `{documentIds: "
    '["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]}`.'
)
class RemoveDocumentsInput:
    """The input of `remove_documents`."""

    document_ids: list[str] = strawberry.field(description=f"Their ids, 1 to {DOCUMENTS_AT_ONCE_MAX}. {_IDS}")


@strawberry.type(description="What became of documents that were to be registered.")
class RegisterDocumentsPayload:
    """All documents are registered, or none."""

    documents: list[RegisteredDocument] = strawberry.field(
        description="The documents in the order of the input; empty if there are errors."
    )
    user_errors: list[RegisterDocumentsError] = strawberry.field(
        description="What has to be put right; empty if all were registered."
    )


@strawberry.type(description="What became of documents that were to be removed.")
class RemoveDocumentsPayload:
    """All documents are removed, or none."""

    document_ids: list[str] = strawberry.field(
        description="The ids that were removed; empty if there are errors."
    )
    user_errors: list[RemoveDocumentsError] = strawberry.field(
        description="What has to be put right; empty if all were removed."
    )


@dataclass(frozen=True, slots=True)
class DocumentsResult:
    """What the payloads are resolved from."""

    user_errors: Sequence[DocumentUserError]
    documents: Sequence[RegisteredDocument] = ()
    document_ids: Sequence[str] = ()


@strawberry.type
class DocumentMutations:
    """Mutations of registered documents."""

    @resolver_field(
        (
            "Register documents: clients name them by `documentId` from then on, at every server of this "
            "store. All of them or none. Needs an API key with scope `documents`."
        ),
        RegisterDocumentsPayload,
    )
    async def register_documents(
        self,
        info: Info,
        data: Annotated[
            RegisterDocumentsInput, strawberry.argument(name="input", description="Which documents.")
        ],
    ) -> DocumentsResult:
        caller = info.context.need(Scope.DOCUMENTS)
        if error := _count_error(RegisterDocumentsErrorCode, data.documents, "documents"):
            return DocumentsResult(user_errors([error]))
        checked = [await _checked(info.context, text, place) for place, text in enumerate(data.documents)]
        errors = [each for each in checked if isinstance(each, DocumentUserError)]
        if errors:
            return DocumentsResult(user_errors(errors))
        documents = [each for each in checked if isinstance(each, NewDocument)]
        registered = await asyncio.to_thread(_register, info.context, documents, caller.label)
        return DocumentsResult((), documents=registered)

    @resolver_field(
        (
            "Remove documents: no server of this store knows them any more. All of them or none. "
            "Needs an API key with scope `documents`."
        ),
        RemoveDocumentsPayload,
    )
    async def remove_documents(
        self,
        info: Info,
        data: Annotated[
            RemoveDocumentsInput, strawberry.argument(name="input", description="Which documents.")
        ],
    ) -> DocumentsResult:
        info.context.need(Scope.DOCUMENTS)
        if error := _count_error(RemoveDocumentsErrorCode, data.document_ids, "documentIds"):
            return DocumentsResult(user_errors([error]))
        errors = await asyncio.to_thread(_remove, info.context, data.document_ids)
        return DocumentsResult(user_errors(errors), document_ids=() if errors else data.document_ids)


def _count_error(codes: type[StrEnum], items: Sequence[str], field: str) -> DocumentUserError | None:
    if 1 <= len(items) <= DOCUMENTS_AT_ONCE_MAX:
        return None
    sentence = f"Give 1 to {DOCUMENTS_AT_ONCE_MAX} of them at a time; these are {len(items)}."
    return DocumentUserError(codes("too_many" if items else "invalid_value"), sentence, (field,))


async def _checked(context: Context, text: str, place: int) -> NewDocument | DocumentUserError:
    assert context.check_document is not None
    found = await context.check_document(text)
    if isinstance(found, NewDocument):
        return found
    path = "documents", str(place)
    return DocumentUserError(RegisterDocumentsErrorCode.INVALID_DOCUMENT, found, path)


def _register(context: Context, documents: Sequence[NewDocument], label: str) -> list[RegisteredDocument]:
    """Runs in a thread, because it may have to wait for another writer."""
    with context.database.write() as session:
        rows = register_documents(session, documents, registered_by=label, now=context.now)
        for row in {row.sha256: row for row in rows if row.registered_at == context.now}.values():
            document_id = ID_PREFIX + row.sha256
            context.record(session, Act("registerDocuments", "Document", document_id, row.operations))
        return [_registered(row.sha256, row.operations, row.registered_at) for row in rows]


def _registered(sha256: str, operations: str, at: datetime) -> RegisteredDocument:
    return RegisteredDocument(
        document_id=ID_PREFIX + sha256, operations=operations, registered_at=DateTime(at)
    )


class _UnknownDocumentsError(Exception):
    """Ends a transaction that would remove only a part."""


def _remove(context: Context, ids: Sequence[str]) -> list[DocumentUserError]:
    """Runs in a thread, because it may have to wait for another writer."""
    hashes = [each.removeprefix(ID_PREFIX) for each in ids]
    removed: list[str] = []
    try:
        with context.database.write() as session:
            removed = remove_documents(session, hashes)
            if set(removed) != set(hashes):
                raise _UnknownDocumentsError
            for each in removed:
                context.record(session, Act("removeDocuments", "Document", ID_PREFIX + each))
    except _UnknownDocumentsError:
        code = RemoveDocumentsErrorCode.DOCUMENT_NOT_FOUND
        return [
            DocumentUserError(code, f"No document {each} is registered.", ("documentIds", str(place)))
            for place, each in enumerate(ids)
            if hashes[place] not in removed
        ]
    return []
