"""The `Link` header: what a document says of its links beside its body (RFC 8288)."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

LINKS_MAX: Final = 50
_PARAMETER: Final = re.compile(r"""\s*;\s*([^\s"'=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?""")


def linked(fields: Sequence[str], relation: str) -> list[str]:
    """The targets with a relation type, as they are written, in their order; relation types have no case.

    `fields` are the values of all `Link` headers. Of many links the first `LINKS_MAX` are read; what is
    behind a mistake in a field is not read.
    """
    links = [link for field in fields for link in _links(field)][:LINKS_MAX]
    return list(dict.fromkeys(target for target, relations in links if relation in relations))


def _links(field: str) -> Iterator[tuple[str, list[str]]]:
    """Each target with its relation types."""
    position = 0
    for _ in range(LINKS_MAX):
        start, end = field.find("<", position), field.find(">", position)
        if not position <= start < end or field[position:start].strip(" \t,"):
            return
        relations: list[str] | None = None
        position = end + 1
        while parameter := _PARAMETER.match(field, position):
            position = parameter.end()
            if parameter[1].lower() == "rel" and relations is None:  # the first one counts (section 3.3)
                relations = (parameter[2] or parameter[3] or "").lower().split()
        yield field[start + 1 : end].strip(), relations or []
