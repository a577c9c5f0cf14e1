"""The numbers of an ordered list: counted up or down, as digits, letters or Roman numerals."""

from typing import Final

from broadsheet_server.newsroom.html_attributes import LIST_TYPES, whole_number
from broadsheet_server.newsroom.html_tree import Element

_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ROMAN_MAX: Final = 3_999


class ItemNumbers:
    """Counts the items of an `ol` (HTML Standard, section 4.4.5)."""

    def __init__(self, element: Element) -> None:
        given = element.attributes
        first, kind = whole_number(given.get("start")), given.get("type", "")
        self.count_down = "reversed" in given
        self._next = first if first is not None else _item_count(element) if self.count_down else 1
        self._kind = kind if kind in LIST_TYPES else "1"

    def next(self, item: Element) -> int:
        """The number of the next item, which it may say itself."""
        given = whole_number(item.attributes.get("value"))
        number = self._next if given is None else given
        self._next = number - 1 if self.count_down else number + 1
        return number

    def label(self, number: int) -> str:
        """What stands before the item with that number."""
        return f"{_written(number, self._kind)}."


def _item_count(element: Element) -> int:
    return sum(not isinstance(child, str) and child.tag == "li" for child in element.children)


def _written(number: int, kind: str) -> str:
    if kind in "aA" and number > 0:
        written = _letters(number)
    elif kind in "iI" and 0 < number <= _ROMAN_MAX:
        written = _roman(number)
    else:
        return str(number)
    return written.upper() if kind.isupper() else written


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    numeral = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        numeral += sign * count
    return numeral
