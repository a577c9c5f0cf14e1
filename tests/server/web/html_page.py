"""A page as a browser reads it."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2

Attributes = dict[str, str | None]
_VOID = {"meta", "link", "img", "br", "input", "base", "hr", "col", "wbr", "path"}

_BLOCKS = {"p", "h1", "h2", "h3", "li", "dt", "dd", "pre"}


@dataclass
class Element:
    """One element of a page, with the text within it."""

    name: str
    attributes: Attributes
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, spaces made even."""
        return " ".join("".join(self.words).split())

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)


class Page(HTMLParser):
    """A page, read the way a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.handle_data(" ")
        names = [element.name for element in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words.append(data)

    def all(self, name: str, **attributes: str) -> list[Element]:
        """The elements with that name and these attributes (`class_` for class)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.name == name
            and all(
                value in (element[key] or "").split() or element[key] == value
                for key, value in wanted.items()
            )
        ]

    def one(self, name: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(name, **attributes)
        assert len(found) == 1, f"{len(found)} of <{name} {attributes}>"
        return found[0]

    @property
    def text(self) -> str:
        """Everything that is read on the page."""
        return self.one("body").text

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [element["href"] or "" for element in self.all("a")]

    def meta(self, name: str) -> str | None:
        """What a `<meta>` says."""
        key = "property" if ":" in name and not name.startswith("twitter") else "name"
        return next((each["content"] for each in self.all("meta") if each[key] == name), None)

    @property
    def linked_data(self) -> list[dict[str, Any]]:
        """What the page says to programs."""
        graph: list[dict[str, Any]] = json.loads(self.one("script").text)["@graph"]
        return graph


def page(answer: httpx2.Response, status: int = 200) -> Page:
    """The page in an answer that has to have this status."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)
