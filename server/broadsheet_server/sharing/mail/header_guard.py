"""The last check of a composed message: its headers are exactly the intended ones (no header injection).

Python up to 3.12.4 decodes `=?UTF-8?Q?=0A?=Bcc: …` in a subject into a real Bcc header. Composing breaks such
text up; this check catches what composing does not know of.
"""

import re
from collections.abc import Sequence

LINE_MAX = 998
"""Longest line without its CRLF, in bytes (RFC 5322, section 2.1.1)."""

_HEADER_NAME = re.compile(rb"^([^\s:]+):", re.MULTILINE)


class UnsafeMailError(ValueError):
    """The composed message is not the intended one and must not be stored or sent."""


def check_message(message: bytes, header_names: Sequence[str]) -> bytes:
    """Return `message` if its headers are exactly `header_names`, in order, and its lines are valid.

    Raises UnsafeMailError.
    """
    head, _, body = message.partition(b"\r\n\r\n")
    lines = message.split(b"\r\n")
    if not len(lines) - 1 == message.count(b"\r") == message.count(b"\n") or b"\0" in message:
        raise UnsafeMailError("a message with a bare CR, a bare LF or a NUL was composed")
    names = [match.decode() for match in _HEADER_NAME.findall(head)]
    folded = sum(line.startswith((b" ", b"\t")) for line in head.split(b"\r\n"))
    if names != list(header_names) or len(names) + folded != head.count(b"\r\n") + 1 or not body:
        raise UnsafeMailError(f"a message with the headers {names} was composed")
    if max(map(len, lines)) > LINE_MAX or not message.isascii():
        raise UnsafeMailError("a message with a line too long or outside ASCII was composed")
    return message
