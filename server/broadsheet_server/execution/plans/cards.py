"""Cards: what an answer shows of an article, written once for each selection of it, whatever the plan."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any, Final

import orjson

from broadsheet_server.storage.exact_bytes import exact

_SETTINGS: Final = frozenset(
    {"images", "article_folder", "section_folder", "copyright_notice", "home_label", "home_url"}
)
"""What a card may take of the answer `S`: values of the settings, by which cards are kept apart."""


GAP: Final = b"\0"
"""Stands in a kept card for a field of the article that is not part of it. JSON has no such byte."""

EXPIRES_AT: Final = "expires_at"
"""What is read for every card besides: until when it is known that the article is public."""


@dataclass
class Card:
    """How one selection of an article is written: its signature, the fields that are read, and the writer.

    Where `gaps` is set, other fields go between its own ones: the writer gives a dict for the own fields
    before the first of them, one for those before the next, and so on, and `gaps` are their response names.
    """

    signature: str
    names: frozenset[str]
    function: str
    gaps: tuple[str, ...] | None = None
    write: Callable[[Any, Any, Any], Any] | None = None

    def text(self, row: Any, answer: object) -> bytes:
        """The JSON of the card of an article, with `GAP` in each gap."""
        assert self.write is not None
        written = self.write(row, answer, None)
        return exact(orjson.dumps(written)) if self.gaps is None else _with_gaps(written, self.gaps)


def _with_gaps(parts: Sequence[dict[str, Any]], gaps: Sequence[str]) -> bytes:
    """One object of the members of all parts, with a member for each gap between two."""
    members = []
    for part, gap in zip_longest(parts, gaps):
        if part:
            members.append(orjson.dumps(part)[1:-1])
        if gap is not None:
            members.append(orjson.dumps(gap) + b":" + GAP)
    return b"{" + b",".join(members) + b"}"


def filled(card: bytes, values: Sequence[bytes]) -> bytes:
    """A card with the JSON of these values in its gaps."""
    texts = card.split(GAP)
    between = chain.from_iterable(zip(values, texts[1:], strict=True))
    return b"".join([texts[0], *between])


def is_card(expression: str) -> bool:
    """Whether an object is made of its row and of the settings alone."""
    return set(re.findall(r"\bS\.(\w+)", expression)) <= _SETTINGS and not re.search(r"\b[ep]\.", expression)


def signature_of(expression: str, columns: Iterable[str], constants: Mapping[str, object]) -> str:
    """The same for the same selection in any plan: constants by value, variables by their order."""
    variables: dict[str, str] = {}

    def plain(match: re.Match[str]) -> str:
        name = match[0]
        if name in constants:
            return repr(constants[name])
        return variables.setdefault(name, f"v{len(variables)}")

    return "\n".join([*columns, re.sub(r"\b[Kv]\d+\b", plain, expression)])
