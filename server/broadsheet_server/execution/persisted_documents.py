"""Documents that a client sent once and names by their hash from then on.

Automatic persisted queries, as Apollo's clients and urql's `persistedExchange` speak them: the client sends
`extensions.persistedQuery.sha256Hash` without the document; where the server does not know it, the client
sends both. By GET the address of a question is short then and always the same, which caches in front of the
server need. A server process forgets them when it ends; the client then sends the document once more.
"""

import re
from collections import OrderedDict
from typing import Final

from broadsheet_server.access.registered_documents import sha256_of
from broadsheet_server.execution.documents import CACHEABLE_MAX
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode

DOCUMENTS_KEPT: Final = 1_000

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def check_hash(sha256: str, query: str) -> None:
    """Raise RequestError where this is no hash, or not that of `query`, unless that is empty."""
    if not _SHA256.fullmatch(sha256):
        sentence = "The hash of a document is 64 lower-case hexadecimal digits (SHA-256)."
        raise RequestError(ErrorCode.ILL_FORMED_REQUEST, sentence)
    if query and sha256_of(query) != sha256:
        sentence = "The hash is not that of the document: it is the SHA-256 of its text in UTF-8."
        raise RequestError(ErrorCode.ILL_FORMED_REQUEST, sentence)


class PersistedDocuments:
    """The texts of valid documents by their SHA-256; the least recently used is forgotten first."""

    def __init__(self, size: int = DOCUMENTS_KEPT) -> None:
        self._size = size
        self._texts: OrderedDict[str, str] = OrderedDict()

    def text(self, query: str, sha256: str) -> str:
        """The document that a request means by `query`, which may be empty, and by its hash.

        Raises RequestError where the hash is none, is not that of `query`, or is not known.
        """
        check_hash(sha256, query)
        if query:
            return query
        if sha256 not in self._texts:
            raise RequestError(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        self._texts.move_to_end(sha256)
        return self._texts[sha256]

    def keep(self, sha256: str, text: str) -> None:
        """Remember a valid document by its hash, unless it is too long to be kept."""
        if len(text) > CACHEABLE_MAX:
            return
        self._texts[sha256] = text
        self._texts.move_to_end(sha256)
        if len(self._texts) > self._size:
            self._texts.popitem(last=False)
