"""Text that says its own encoding, in an XML declaration, a `meta` element or an HTTP header.

Valid UTF-8 is UTF-8, whatever its label says, and any label of the GB family may stand for GB 18030.
"""

import codecs
import re

from broadsheet_server.ingest.text_encoding import UTF_8, UnreadableTextError, decode

_HEAD_BYTES = 4_096
_XML_DECLARATION = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_HTML_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_ANY_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]{0,200}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML document may hold (XML 1.0, section 2.2), and many do."""
_NO_DOCUMENTS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")
"""Codecs of Python in which nobody writes documents, and some of which take long."""
_GUO_BIAO = ("gb2312", "gbk", "gb18030")

Notes = tuple[str, ...]


def decode_xml(data: bytes, charset: str | None = None) -> tuple[str, Notes]:
    """The text of an XML document, without its declaration and characters that XML forbids; and notes.

    `charset` is what the server said of it. Raises UnreadableTextError.
    """
    text, notes = _decode(data, charset or _declared(_XML_DECLARATION, data))
    text = _ANY_DECLARATION.sub("", text, count=1)
    if not _NOT_XML.search(text):
        return text, notes
    return _NOT_XML.sub("", text), (*notes, "characters that XML forbids were left out")


def decode_html(data: bytes, charset: str | None = None) -> tuple[str, Notes]:
    """The text of an HTML document, and notes for an editor.

    `charset` is what the server said of it. Raises UnreadableTextError.
    """
    return _decode(data, charset or _declared(_HTML_META, data))


def _decode(data: bytes, label: str | None) -> tuple[str, Notes]:
    text, encoding = _decoded(data, label)
    notes = [] if encoding == UTF_8 else [f"the encoding is {encoding}, not UTF-8"]
    if "\ufffd" in text:
        notes.append("bytes that are no text stand as “\ufffd”")
    return text, tuple(notes)


def _decoded(data: bytes, label: str | None) -> tuple[str, str]:
    """As UTF-8 if it is valid UTF-8, else as its label says, else as it looks.

    Where nothing fits, an explicit label is followed as far as it goes.
    """
    codec = None if label is None else _codec(label)
    if label is None or codec in (None, "utf-8"):
        return decode(data)
    try:
        return data.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(codec), label
    except UnicodeError:
        pass
    try:
        return decode(data)
    except UnreadableTextError:
        return data.decode(codec, "replace"), label


def declared_in_xml(head: bytes) -> str | None:
    """The encoding that the XML declaration at the beginning of a document names."""
    return _declared(_XML_DECLARATION, head)


def _declared(pattern: re.Pattern[bytes], data: bytes) -> str | None:
    match = pattern.search(data[:_HEAD_BYTES])
    return match[1].decode("ascii") if match else None


def _codec(label: str) -> str | None:
    """The codec of a label, None for an unknown one."""
    try:
        name = codecs.lookup(label).name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    if name in _NO_DOCUMENTS:
        return None
    return "gb18030" if name in _GUO_BIAO else "windows-1252" if name == "iso8859-1" else name
