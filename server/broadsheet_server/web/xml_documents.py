"""XML that every parser reads, whatever its texts hold (XML 1.0, section 2.2)."""

import re
from datetime import UTC, datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_NO_XML_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What the grammar leaves out; to compile the ranges that it names takes four milliseconds of every start."""


def xml_text(text: str) -> str:
    """The text without the characters that XML cannot hold, escaped or not: controls, surrogates, U+FFFE."""
    return _NO_XML_CHARACTER.sub("", text)


def escaped(text: str) -> str:
    """The text as it stands in a document that is written without a tree."""
    return escape(xml_text(text))


def element(name: str, attributes: dict[str, str] | None = None) -> Element:
    """An element that stands alone; attributes as in `add`."""
    return Element(name, _clean(attributes))


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new last element within another. In names of attributes `_` is the colon of a prefix: `xml_lang`."""
    child = SubElement(
        parent, name, _clean({key.replace("_", ":"): value for key, value in attributes.items()})
    )
    child.text = None if text is None else xml_text(text)
    return child


def document(root: Element) -> str:
    """The whole document."""
    return f"{_DECLARATION}{tostring(root, encoding='unicode')}\n"


def timestamp(when: datetime) -> str:
    """RFC 3339 to the second, in UTC, as Atom, JSON Feed and sitemaps want it."""
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _clean(attributes: dict[str, str] | None) -> dict[str, str]:
    return {name: xml_text(value) for name, value in (attributes or {}).items()}
