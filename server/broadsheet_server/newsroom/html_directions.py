"""Language and direction of blocks that are not kept, such as a `div`: what stands in them keeps both."""

from collections.abc import Collection
from typing import Final

from broadsheet_server.newsroom.html_tree import Element

_INHERITED: Final = ("lang", "dir")


def with_inherited(element: Element, blocks: Collection[str]) -> Element | None:
    """The element whose children have its language and direction; None where it has neither.

    `blocks` are the tags that are blocks: where it holds none, it becomes a paragraph.
    """
    given = {name: value for name in _INHERITED if (value := element.attributes.get(name))}
    if not given:
        return None
    if not any(each is not element and each.tag in blocks for each in element.elements()):
        return Element("p", element.attributes, element.children)
    children = [_inheriting(child, given, blocks) for child in element.children]
    own = {name: value for name, value in element.attributes.items() if name not in _INHERITED}
    return Element(element.tag, own, children)


def _inheriting(child: Element | str, given: dict[str, str], blocks: Collection[str]) -> Element | str:
    """The child with what it has not itself; text and formatting in a span."""
    if isinstance(child, str):
        return Element("span", given, [child]) if child.strip() else child
    if child.tag in blocks:
        return Element(child.tag, {**given, **child.attributes}, child.children)
    return Element("span", given, [child])
