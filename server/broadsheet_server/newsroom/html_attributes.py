"""The attributes that elements of a body keep, and its links to places within itself."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from broadsheet_server.newsroom.html_addresses import absolute_address, is_link
from broadsheet_server.newsroom.html_tree import Element
from broadsheet_server.newsroom.html_writer import attribute

ID_PREFIX: Final = "text-"
"""Of every `id` in a body: no page of ours has one that begins so, and no script looks for it."""

_SPAN_MAX: Final = {"colspan": 1_000, "rowspan": 1_000}
_NUMBERS: Final = {
    "ol": ("start",),
    "li": ("value",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}
_WORDS: Final = {"th": ("scope",), "abbr": ("title",), "a": ("title",)}
LIST_TYPES: Final = ("a", "A", "i", "I")
"""The `type` of ordered lists with letters or Roman numerals."""
_DIRECTIONS: Final = {"ltr", "rtl", "auto"}


def kept_attributes(element: Element, tag: str) -> str:
    """The attributes that an element keeps when it is written as `tag`, except `id` and addresses."""
    given = element.attributes
    if not given:
        return ""
    kept = ""
    if language := given.get("lang"):
        kept += attribute("lang", language)
    if (direction := given.get("dir", "").lower()) in _DIRECTIONS:
        kept += attribute("dir", direction)
    for name in _NUMBERS.get(tag, ()):
        if (number := whole_number(given.get(name))) is not None:
            kept += attribute(name, str(min(number, _SPAN_MAX.get(name, number))))
    for name in _WORDS.get(tag, ()):
        if value := given.get(name):
            kept += attribute(name, value)
    if tag == "ol":
        kept += _list_attributes(given)
    return kept


def _list_attributes(given: Mapping[str, str]) -> str:
    kept = attribute("type", given["type"]) if given.get("type") in LIST_TYPES else ""
    return kept + (attribute("reversed", "") if "reversed" in given else "")


def whole_number(text: str | None) -> int | None:
    """A whole number of at most six digits; None for everything else."""
    digits = (text or "").strip()
    is_number = digits.isascii() and digits.removeprefix("-").isdecimal() and len(digits) < 7
    return int(digits) if is_number else None


class BodyLinks:
    """Where the links of a body lead. `base` is the body's own address, where relative ones begin."""

    def __init__(self, base: str | None, root: Element | None) -> None:
        """`root` is needed only where some link leads into the body."""
        self._base = base
        self._places = self._linked_places(root) if root else set[str]()

    def address(self, link: Element) -> str:
        """The absolute address of a link, or `#` and an `id` of the body; "" where it leads nowhere."""
        fragment = self._fragment(link)
        if fragment and fragment in self._places:
            return f"#{_safe_id(fragment)}"
        address = absolute_address(link.attributes.get("href", ""), self._base)
        return address if is_link(address) else ""

    def leads_within(self, link: Element) -> bool:
        """Whether it leads to another place in the body."""
        return self._fragment(link) in self._places

    def place(self, element: Element) -> str:
        """The `id` of an element to which a link leads; "" for the others."""
        if not self._places:
            return ""
        return next((_safe_id(name) for name in _names(element) if name in self._places), "")

    def _linked_places(self, root: Element) -> set[str]:
        names = {name for each in root.elements() for name in _names(each)}
        return names & {self._fragment(each) for each in root.elements() if each.tag == "a"} - {""}

    def _fragment(self, link: Element) -> str:
        page, _, fragment = link.attributes.get("href", "").strip().partition("#")
        return unquote(fragment) if page in ("", self._base) else ""


def _names(element: Element) -> tuple[str, ...]:
    given = element.attributes
    if not given:
        return ()
    return given.get("id", ""), given.get("name", "") if element.tag == "a" else ""


def _safe_id(name: str) -> str:
    letters = (letter if letter.isalnum() or letter in "-_." else "-" for letter in name[:100])
    return ID_PREFIX + "".join(letters).removeprefix(ID_PREFIX)
