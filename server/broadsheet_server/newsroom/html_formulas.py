"""Formulas in MathML as text: `1/2`, x², √(x + 1)."""

from collections.abc import Callable
from typing import Final

from broadsheet_server.newsroom.html_tree import Element

Parts = list[Element | str]

_NOTES: Final = {"annotation", "annotation-xml"}
"""The formula in other notations, beside the one that is shown."""
_ROWS: Final = {"mrow", "mstyle", "mpadded"}
"""What only holds a part together."""


def formula_parts(formula: Element) -> Parts:
    """What a formula says: its alternative text, or its characters with raised and lowered ones."""
    alternative = formula.attributes.get("alttext", "").strip()
    return [alternative] if alternative else _row(formula)


def _row(element: Element) -> Parts:
    parts: Parts = []
    for child in element.children:
        parts += [child.strip()] if isinstance(child, str) else _part(child)
    return parts


def _part(element: Element) -> Parts:
    if element.tag in _NOTES:
        return []
    if element.tag == "msqrt":
        return _root(element)
    inner = _elements(element)
    writer, count = _WRITERS.get(element.tag, (None, 0))
    return writer(*inner) if writer and len(inner) == count else _row(element)


def _fraction(above: Element, below: Element) -> Parts:
    return [*_grouped(above), "/", *_grouped(below)]


def _root(root: Element) -> Parts:
    """All that stands in a square root is under it."""
    return ["√", *_grouped(Element("mrow", {}, root.children))]


def _indexed_root(radicand: Element, index: Element) -> Parts:
    return [Element("sup", {}, _part(index)), *_root(Element("msqrt", {}, [radicand]))]


def _raised(base: Element, script: Element) -> Parts:
    return [*_part(base), Element("sup", {}, _part(script))]


def _lowered(base: Element, script: Element) -> Parts:
    return [*_part(base), Element("sub", {}, _part(script))]


def _both(base: Element, lower: Element, upper: Element) -> Parts:
    return [*_lowered(base, lower), Element("sup", {}, _part(upper))]


def _grouped(element: Element) -> Parts:
    """In brackets, unless it is a single number or letter."""
    inner = _elements(element)
    if len(inner) == 1 and element.tag in _ROWS:
        return _grouped(inner[0])
    return _part(element) if len(inner) <= 1 else ["(", *_part(element), ")"]


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if not isinstance(child, str)]


_WRITERS: Final[dict[str, tuple[Callable[..., Parts], int]]] = {
    "mfrac": (_fraction, 2),
    "mroot": (_indexed_root, 2),
    "msup": (_raised, 2),
    "mover": (_raised, 2),
    "msub": (_lowered, 2),
    "munder": (_lowered, 2),
    "msubsup": (_both, 3),
    "munderover": (_both, 3),
}
"""How each is written, and how many parts it has."""
