"""Documents in files: a folder, a manifest as compilers of clients write it, or one document.

Manifests are JSON: `{"<hash>": "<document>"}` (relay-compiler, graphql-codegen), or an object with
`operations`, each with an `id` and a `body` (Apollo's persisted query manifest). The hashes are SHA-256.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from broadsheet_server.access.registered_documents import ID_PREFIX, sha256_of
from broadsheet_shared.limits import DOCUMENT_MAX

"""What the id of a document begins with (GraphQL over HTTP, appendix A); its hash follows."""

MANIFEST_BYTES_MAX: Final = 64 * 1024 * 1024
SUFFIXES: Final = frozenset({".graphql", ".gql"})
"""Of the files of a folder that are documents."""

_SHA256_DIGITS: Final = 64


class DocumentFileError(ValueError):
    """A file is not what it should be. The message is a sentence for the operator and names the file."""


def read_documents(path: Path) -> dict[str, str]:
    """The texts of the documents at `path`, each by where it stands there. Raises DocumentFileError."""
    if path.is_dir():
        return _of_folder(path)
    if path.suffix == ".json":
        return {f"{path}: {key}": text for key, text in _of_manifest(path)}
    return {str(path): _read(path, DOCUMENT_MAX * 4)}


def _of_folder(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    if not files:
        raise DocumentFileError(f"{folder} has no documents: no file in it ends in .graphql or .gql.")
    return {str(file): _read(file, DOCUMENT_MAX * 4) for file in files}


def _read(path: Path, most: int) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise DocumentFileError(f"{path} is longer than {most} bytes.")
        return data.decode()
    except OSError as error:
        raise DocumentFileError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DocumentFileError(f"{path} is not UTF-8 at byte {error.start}.") from error


def _of_manifest(path: Path) -> Iterator[tuple[str, str]]:
    try:
        manifest = json.loads(_read(path, MANIFEST_BYTES_MAX))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DocumentFileError(f"{path} is not JSON: {error}.") from error
    for key, text in _entries(path, manifest):
        if not isinstance(text, str):
            raise DocumentFileError(f"{path}: {key} has no text of a document.")
        _check_hash(path, key, text)
        yield key, text


def _entries(path: Path, manifest: Any) -> list[tuple[str, Any]]:
    operations = manifest.get("operations") if isinstance(manifest, dict) else None
    if isinstance(operations, list):
        named = [each if isinstance(each, dict) else {} for each in operations]
        return [(str(each.get("id")), each.get("body")) for each in named]
    if isinstance(manifest, dict) and manifest:
        return list(manifest.items())
    raise DocumentFileError(
        f"{path} is no manifest: that is an object of documents by their hashes, as relay-compiler and "
        "graphql-codegen write it, or Apollo's, with `operations`."
    )


def _check_hash(path: Path, key: str, text: str) -> None:
    """By another hash clients could not name it."""
    digits = key.removeprefix(ID_PREFIX)
    if len(digits) != _SHA256_DIGITS:
        raise DocumentFileError(
            f"{path}: {key} is no SHA-256. Tell the compiler to use that: `algorithm` is SHA256 in "
            "relay-compiler's persistConfig, `hashAlgorithm` is sha256 in the persistedDocuments of "
            "graphql-codegen."
        )
    if digits != sha256_of(text):
        raise DocumentFileError(f"{path}: {key} is not the SHA-256 of its document.")
