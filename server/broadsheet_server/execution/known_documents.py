"""The documents that a server knows by their hashes, whoever asks: its own, those of files, the registered.

`documentId` names one of them (GraphQL over HTTP, appendix A). Where `documents.trusted_only` is set, they
are all that anonymous callers may ask.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple, Self

from broadsheet_server.access.registered_documents import find_document, sha256_of
from broadsheet_server.execution.registration import by_hash, valid_documents
from broadsheet_server.settings import Settings
from broadsheet_server.storage.data_version import DataVersionError, shared_data_version
from broadsheet_server.storage.database import Database

CHARACTERS_KEPT: Final = 4_000_000
"""Most characters of registered documents that a process remembers."""

_EXAMPLE: Final = re.compile(r"query: `((?:[^`\\]|\\.)*)`")
"""The document of an example in the playground's script."""


class _Kept(NamedTuple):
    version: Hashable
    text: str


class KnownDocuments:
    """What one server process knows. What is registered is asked again when anything was written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._characters = 0

    @classmethod
    def of(cls, database: Database) -> Self:
        """Those of a database, one for all requests."""
        known = database.companions.get(cls)
        if not isinstance(known, cls):
            known = database.companions[cls] = cls(database)
        return known

    async def text(self, sha256: str, settings: Settings) -> str | None:
        """The document with this hash; None where it is not known."""
        if (text := fixed_documents(tuple(settings.documents.files)).get(sha256)) is not None:
            return text
        version = await self._version(settings)
        kept = self._kept.get(sha256)
        if kept is not None and kept.version == version is not None:
            self._kept.move_to_end(sha256)
            return kept.text
        text = await find_document(self._database, sha256)
        self._forget(sha256)
        if text is not None:
            self._keep(sha256, _Kept(version, text))
        return text

    def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._characters = 0

    async def _version(self, settings: Settings) -> Hashable | None:
        reader = shared_data_version(self._database, settings.answer_cache.delay_ms / 1_000)
        try:
            known = reader.known()
            return await reader.read() if known is None else known
        except DataVersionError:
            return None

    def _keep(self, sha256: str, kept: _Kept) -> None:
        self._kept[sha256] = kept
        self._characters += len(kept.text)
        while self._characters > CHARACTERS_KEPT:
            self._forget(next(iter(self._kept)))

    def _forget(self, sha256: str) -> None:
        if (kept := self._kept.pop(sha256, None)) is not None:
            self._characters -= len(kept.text)


@lru_cache(maxsize=4)
def fixed_documents(paths: tuple[Path, ...]) -> Mapping[str, str]:
    """What is known as long as a server runs, by hash: its own documents, and those of files.

    Raises DocumentFileError where a file is not what it should be.
    """
    found = dict(own_documents())
    for path in paths:
        found |= by_hash(valid_documents(path))
    return found


def own_documents() -> Mapping[str, str]:
    """What the desktop reader asks, and the examples of the playground, by hash."""
    reader: dict[str, str] = json.loads((files("broadsheet_shared") / "reader_documents.json").read_bytes())
    script = files("broadsheet_server") / "web" / "static" / "playground" / "examples.js"
    examples = [text.replace("\\`", "`") for text in _EXAMPLE.findall(script.read_text("utf-8"))]
    return reader | {sha256_of(text): text for text in examples}
