"""Documents on their way into the store: only valid ones are registered."""

from collections.abc import Mapping
from pathlib import Path

from broadsheet_server.access.registered_documents import NewDocument
from broadsheet_server.execution.document_files import DocumentFileError, read_documents
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError

UNNAMED = "(unnamed)"


def new_document(text: str, document: Document) -> NewDocument:
    """A document that has been read, ready to be registered."""
    return NewDocument(text, ", ".join(name or UNNAMED for name in document.operations))


def refusal(error: RequestError) -> str:
    """Why a document is not valid, in one sentence after the other."""
    return " ".join(str(each["message"]) for each in error.errors)


def valid_documents(path: Path) -> list[NewDocument]:
    """The documents of a folder, a manifest or a file. Raises DocumentFileError where one is not valid."""
    return [_valid(place, text) for place, text in read_documents(path).items()]


def _valid(place: str, text: str) -> NewDocument:
    try:
        return new_document(text, DocumentCache(size=1).get(text))
    except RequestError as error:
        raise DocumentFileError(f"{place} is not valid: {refusal(error)}") from error


def by_hash(documents: list[NewDocument]) -> Mapping[str, str]:
    """The texts of documents by their hashes."""
    return {document.sha256: document.text for document in documents}
