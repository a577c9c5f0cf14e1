"""The root element of an XML document, by which a format is recognised."""

import re

_PROLOGUE = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_START_TAG = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


def root_element(head: str) -> str:
    """The name of the root element, without its prefix and in lower case; empty where there is none.

    `head` is the beginning of the document. The prologue (XML 1.0, section 2.8) is passed over.
    """
    position = 0
    while match := _PROLOGUE.match(head, position):
        position = match.end()
    start = _START_TAG.match(head, position)
    return start[1].lower() if start else ""
