"""HTML as a tree, parsed in linear time by libxml2's HTML parser.

Parsers that follow the HTML Standard's tree construction take quadratic time and memory for markup that is
nested deeply, or whose formatting does not end; `docs/decisions/0015-html-is-parsed-by-lxml.md` has figures.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

NESTING_MAX = 200
"""Most elements that may be open at one place."""

VOID = {
    *("br", "img", "hr", "wbr", "input", "area", "base", "embed", "link", "meta", "param", "source", "track"),
    *("col", "frame", "basefont", "bgsound", "keygen"),
}
"""Elements without content."""

_DOCUMENT = {"html", "body"}
_CDATA = "<![CDATA["
_ENDED_BY_PARAGRAPHS = {"s": "del", "strike": "del", "b": "strong"}
"""Formatting that libxml2 ends where a paragraph begins in it, and what means the same and goes on."""
_ENDED_TOO_EARLY = {f"Unexpected end tag : {name}" for name in _ENDED_BY_PARAGRAPHS}


class HostileMarkupError(ValueError):
    """The markup would occupy a parser for long. The message is a sentence for the sender."""


class NestedTooDeeplyError(HostileMarkupError):
    """The markup is nested deeper than any article needs."""

    def __init__(self) -> None:
        super().__init__(f"Its elements are nested more than {NESTING_MAX} deep.")


@dataclass(slots=True)
class Element:
    """An element. Names are in lower case, and so are the names of attributes; texts are never adjacent."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def elements(self) -> Iterator["Element"]:
        """The element and all elements in it, in the order of the document."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if not isinstance(child, str)]

    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse(markup: str) -> Element:
    """The tree of a document or a part of one; its root has the tag "". Raises NestedTooDeeplyError."""
    if _CDATA in markup:  # a source escaped what was marked as text already
        markup = markup.replace(_CDATA, "").replace("]]>", "")
    root, errors = _parse(markup)
    if any(error.message in _ENDED_TOO_EARLY for error in errors):
        root, _ = _parse(_renamed(markup))
    return root


def _parse(markup: str) -> tuple[Element, Iterable[Any]]:
    """The tree, and what the parser complains of."""
    builder, parser = _THREAD.parser()
    try:
        parser.feed(markup.encode("utf-8", "replace"))
        parser.close()
    except HostileMarkupError:
        _THREAD.discard()
        raise
    return builder.root, parser.feed_error_log


def _renamed(markup: str) -> str:
    """The markup with elements that libxml2 does not end at a paragraph."""
    for name, other in _ENDED_BY_PARAGRAPHS.items():
        for written in (name, name.upper()):
            for mark in ("<", "</"):
                for end in (">", " "):
                    markup = markup.replace(f"{mark}{written}{end}", f"{mark}{other}{end}")
    return markup


class _ThreadParser(threading.local):
    """One parser a thread: to make one costs as much as to parse a short article."""

    def __init__(self) -> None:
        self._pair: tuple[_TreeBuilder, etree.HTMLParser] | None = None

    def parser(self) -> tuple["_TreeBuilder", etree.HTMLParser]:
        if self._pair is None:
            builder = _TreeBuilder()
            self._pair = builder, etree.HTMLParser(target=builder, encoding="utf-8")
        self._pair[0].reset()
        return self._pair

    def discard(self) -> None:
        self._pair = None


_THREAD = _ThreadParser()


class _TreeBuilder:
    """Takes the parser's events, with the methods of lxml's parser target interface.

    Names and texts are `str`; lxml's stubs leave `bytes` open.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin another tree."""
        self.root = Element("")
        self._open = [self.root]
        self._text: list[str] = []

    def start(self, tag: Any, attrib: Any) -> None:
        if self._text:
            self._end_text()
        if tag in _DOCUMENT:
            return
        element = Element(tag, attrib, [])
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)
            if len(self._open) > NESTING_MAX + 1:
                raise NestedTooDeeplyError

    def end(self, tag: Any) -> None:
        if self._text:
            self._end_text()
        if tag not in VOID and tag not in _DOCUMENT:
            self._open.pop()

    def data(self, data: Any) -> None:
        self._text.append(data)

    def comment(self, text: Any) -> None:
        """Comments are left out."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Processing instructions are left out."""

    def close(self) -> None:
        if self._text:
            self._end_text()

    def _end_text(self) -> None:
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        self._text.clear()
        children = self._open[-1].children
        if children and isinstance(last := children[-1], str):
            children[-1] = last + text  # there was a comment between them
        else:
            children.append(text)
