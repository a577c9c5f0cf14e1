"""XML of news agencies as a tree: no DTD is read, no entity of the document is expanded, nothing is fetched.

A document that is not well-formed is refused whole, because half an article would be a false one. HTML's
names of characters (`&nbsp;`), which NITF's DTD has, are read all the same, and so are prefixes without a
namespace.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import IO

from lxml import etree

from broadsheet_server.ingest.declared_encoding import decode_xml
from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.ingest.text_encoding import UnreadableTextError

FILE_BYTES_MAX = 32 * 1024 * 1024
NODES_MAX = 1_000_000
"""Tags and attributes: an element takes some 250 bytes of memory, however short it is written."""
_DECLARATIONS = ("<!ENTITY", "<!ATTLIST")
"""A few bytes of these can stand for gigabytes, and no agency needs them."""
_NAMED_CHARACTER = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,40});")
_NAMES_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_MARKUP = tuple("&<>\"'")
"""What HTML has several names for, such as `&LT;`, and XML must not see."""
_UNDECLARED_PREFIX = "NS_ERR_UNDEFINED_NAMESPACE"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BLANKS = re.compile(r"[ \t\r\n]+")
"""All other spaces, such as the no-break one, have a meaning."""

Element = etree._Element


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """The root of a document, and notes that hold for all of it."""

    root: Element
    notes: tuple[str, ...]


def read_document(file: IO[bytes], charset: str | None) -> XmlDocument:
    """Parse a file; `charset` is what the server said of it. Raises UnreadableItemError."""
    data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise UnreadableItemError(f"The file is larger than {FILE_BYTES_MAX // 1024**2} MB.")
    try:
        text, notes = decode_xml(data, charset)
    except UnreadableTextError as error:
        raise UnreadableItemError(str(error)) from error
    return XmlDocument(_parse(_with_characters(_checked(text))), notes)


def _checked(text: str) -> str:
    """The text, if a tree of it takes no more memory than is seemly."""
    if text.count("<") + text.count("=") > NODES_MAX:
        raise UnreadableItemError(f"The file has more than {NODES_MAX:,} tags and attributes.")
    if declaration := next((each for each in _DECLARATIONS if each in text), None):
        raise UnreadableItemError(
            f"The XML has declarations of its own ({declaration} …), which are not read."
        )
    return text


def _with_characters(text: str) -> str:
    """The text with the characters that HTML's names stand for. Another name stays as it is written."""
    return _NAMED_CHARACTER.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[1] in _NAMES_OF_XML:
        return match[0]
    characters = html5.get(f"{match[1]};")
    if characters is None:
        return f"&amp;{match[1]};"
    return f"&#{ord(characters)};" if characters in _MARKUP else characters


def _parse(text: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,  # for the sake of prefixes; whatever else is wrong is refused below
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableItemError(f"The XML cannot be read: {error}.") from error
    fault = next((error for error in parser.error_log if error.type_name != _UNDECLARED_PREFIX), None)
    if fault is not None:
        reason = f"The XML cannot be read: {fault.message.strip()}."
        raise UnreadableItemError(reason, f"line {fault.line}, column {fault.column}")
    if root is None:
        raise UnreadableItemError("The XML cannot be read: there is no element in it.")
    return root


def name_of(element: Element) -> str:
    """The name of an element without its namespace and prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The child elements of these names (all, where none is given), whatever their namespace."""
    for each in () if element is None else element:
        if not names or name_of(each) in names:
            yield each


def child(element: Element | None, *path: str) -> Element | None:
    """The first child element of a name, or of a path of names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: Element | None) -> str:
    """The text in an element, on one line."""
    return "" if element is None else collapsed(raw_text_of(element))


def raw_text_of(element: Element) -> str:
    """The text in an element as it stands, with its line breaks."""
    return "".join(map(str, element.itertext()))


def collapsed(text: str) -> str:
    """Text without line breaks and runs of blanks (XML Schema, `whiteSpace`)."""
    return _BLANKS.sub(" ", text).strip(" ")


def attribute(element: Element | None, *names: str) -> str:
    """The first of these attributes that has a value; empty where none has."""
    if element is None:
        return ""
    return next((value for name in names if (value := (element.get(name) or "").strip())), "")


def language_of(element: Element | None) -> str:
    """The `xml:lang` of an element, or of those that it is in."""
    while element is not None:
        if language := element.get(_LANGUAGE):
            return language.strip()
        element = element.getparent()
    return ""


def place_of(element: Element) -> str:
    """Where an element stands, for a note: `line 12, <edNote>`."""
    return f"line {element.sourceline}, <{name_of(element)}>"
