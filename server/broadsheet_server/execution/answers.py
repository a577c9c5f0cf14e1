"""Whole answers, kept for everybody who asks the same again while nothing has changed."""

import gzip
import hashlib
import math
import time
from array import array
from asyncio import Future
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from broadsheet_server.execution.cache_hints import CacheHint
from broadsheet_server.storage.exact_bytes import exact

GZIP_LEVEL: Final = 4
"""Of 1 to 9. Level 9 takes eight times as long as 1 for a tenth less; 4 has most of it in a third more."""

GZIP_BYTES_MIN: Final = 1_000
"""A shorter answer fits into one packet as it is."""

THREAD_BYTES_MIN: Final = 128 * 1024
"""A longer answer is compressed in a thread."""

ENTRY_BYTES: Final = 1_200
"""What an answer takes besides its bytes, about: one with related news 1,300, any other 1,000."""

TOPIC_BYTES: Final = 8
"""What a topic of its sources takes."""

_GZIP: Final = b"content-encoding", b"gzip"

NOTE: Final = "broadsheet.answer"
"""Where the endpoint finds the `AnswerNote` of a request, in the ASGI scope."""

Headers = tuple[tuple[bytes, bytes], ...]
Key = tuple[bytes, ...]
"""What was asked."""


class Sources(NamedTuple):
    """What an answer is made of, if it is known: topics of the change feed, and stored related lists.

    Topics are kept as `topic_hashes`. Each list is the id of its article, the driver's and as 32 hexadecimal
    digits, and `reading.rows.related.stored_list_digest`.
    """

    topics: "array[int]"
    lists: tuple[tuple[str, str, int], ...]


def topic_hashes(topics: Iterable[str]) -> "array[int]":
    """The hashes of topics, in a tenth of their memory. Of two that share one, an answer ends with both."""
    return array("q", map(hash, topics))


@dataclass(slots=True)
class AnswerNote:
    """What the endpoint says of the answer that it makes."""

    is_public: bool = False
    """Whether everybody who asks the same without a key gets the same, until the data changes."""
    hint: CacheHint | None = None
    sources: Sources | None = None
    """What else has to change before the answer does. None: it may be any commit."""
    searcher: Callable[[], object] | None = None
    """A weak reference to the state of the search index before it was asked, if it was.

    A state that an answer kept alive would keep the files of the index that have been replaced.
    """


@dataclass(slots=True)
class Form:
    """An answer plain or compressed, ready to be sent."""

    body: bytes
    headers: Headers
    """Without Content-Length, which makes them the same for many answers."""
    lines: bytes | None = None
    """They as bytes, once that was needed."""


@dataclass(slots=True)
class Answer:
    """An answer as it is sent. It holds at this `version` of the data, until `ends_at` (monotonic clock)."""

    version: Hashable
    ends_at: float
    status: int
    headers: Headers
    """Without Content-Length and ETag."""
    body: bytes
    note: AnswerNote
    generation: int = 0
    """Of the `SourceWatch`, before the answer was made."""
    due_at: float = math.inf
    """When an article becomes public or expires (monotonic clock): no cache may keep it for longer."""
    packing: Future[Form] | None = None
    """The compression of a long answer, once it has begun: it is done once, however many wait for it."""
    _forms: dict[bool, Form] = field(default_factory=dict, init=False)
    """Body and headers, plain and compressed, once they have been asked for."""
    _etag: bytes = field(default=b"", init=False)

    def form(self, *, compressed: bool) -> Form | None:
        """The answer plain or compressed, if it was made ready before."""
        return self._forms.get(compressed)

    def encoded(self, *, compressed: bool) -> Form:
        """The answer plain or compressed; a short body is not compressed."""
        if compressed not in self._forms:
            is_long = len(self.body) >= GZIP_BYTES_MIN
            self._forms[compressed] = self._encode(compressed=compressed and is_long)
        return self._forms[compressed]

    def _encode(self, *, compressed: bool) -> Form:
        body = gzip.compress(self.body, GZIP_LEVEL, mtime=0) if compressed else self.body
        return Form(body, (*self.headers, _GZIP) if compressed else self.headers)

    def etag(self, *, compressed: bool) -> bytes:
        """The strong entity tag of one form of the answer (RFC 9110, section 8.8.3)."""
        if not self._etag:
            self._etag = hashlib.sha256(self.body).hexdigest()[:32].encode()
        return b'"%s%s"' % (self._etag, b"-gzip" if compressed else b"")


def _size(key: Key, answer: Answer) -> int:
    """About the bytes that an entry takes with both forms of the answer: compressed it is half as long."""
    topics = 0 if answer.note.sources is None else TOPIC_BYTES * len(answer.note.sources.topics)
    return sum(map(len, key)) + len(answer.body) * 3 // 2 + topics + ENTRY_BYTES


class AnswerCache:
    """Answers by what was asked, the least recently used forgotten first; bounded in bytes."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0
        self.hits = self.misses = 0

    def get(self, key: Key, version: Hashable, renew: Callable[[Answer, Hashable], bool]) -> Answer | None:
        """The answer, if it still holds at this version of the data, or if `renew` finds that it does."""
        answer = self._answers.get(key)
        if answer is None:
            self.misses += 1
            return None
        if time.monotonic() >= answer.ends_at or (answer.version != version and not answer.note.sources):
            self._forget(key)
            self.misses += 1
            return None
        self._answers.move_to_end(key)
        if answer.version != version and not renew(answer, version):
            self.misses += 1
            return None
        self.hits += 1
        return answer

    def outdated(self, key: Key) -> Answer | None:
        """The answer of an earlier version of the data, if it may hold still: see `SourceWatch`."""
        return self._answers.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer. One that would take an eighth of the room is not kept."""
        size = _size(key, answer)
        if size > self._bytes_max // 8:
            return
        answer.body = exact(answer.body)
        if key in self._answers:
            self._forget(key)
        self._answers[key] = answer
        self._bytes += size
        while self._bytes > self._bytes_max:
            self._forget(next(iter(self._answers)))

    def _forget(self, key: Key) -> None:
        self._bytes -= _size(key, self._answers.pop(key))
