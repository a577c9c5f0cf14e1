"""The last look at a mail before it is kept: the headers are those that were meant, and no others.

Python up to 3.12.4 turns `=?UTF-8?Q?=0A?=Bcc: …` in a subject into a real Bcc line; composing breaks such
text up, and this notices anything that nobody thought of.
"""

import re
from collections.abc import Sequence

LINE_MAX = 998
"""Longest line that every mail server passes on (RFC 5321)."""

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n|\0")
_HEADER_NAME = re.compile(rb"^([^\s:]+):", re.MULTILINE)


class UnsafeMailError(ValueError):
    """The mail did not come out as it was meant. Nothing of it may leave."""


def check_message(mail: bytes, header_names: Sequence[str]) -> bytes:
    """Return `mail` if its headers are exactly `header_names`, in order, and its lines are whole."""
    head, _, body = mail.partition(b"\r\n\r\n")
    if _BARE.search(mail):
        raise UnsafeMailError("a mail with a bare CR, a bare LF or a NUL was composed")
    found = [match.decode() for match in _HEADER_NAME.findall(head)]
    folded = sum(line.startswith((b" ", b"\t")) for line in head.split(b"\r\n"))
    if found != list(header_names) or len(found) + folded != head.count(b"\r\n") + 1 or not body:
        raise UnsafeMailError(f"a mail with the headers {found} was composed")
    if max(map(len, mail.split(b"\r\n"))) > LINE_MAX or not mail.isascii():
        raise UnsafeMailError("a mail with a line too long or outside ASCII was composed")
    return mail
