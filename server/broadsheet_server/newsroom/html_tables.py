"""Writes tables, with what stands in them outside of cells."""

from typing import Final

from broadsheet_server.newsroom.html_body import HtmlBody
from broadsheet_server.newsroom.html_tree import Element

_ROW_GROUPS: Final = {"thead", "tbody", "tfoot", "tr"}


def write_table(body: HtmlBody, element: Element) -> None:
    """Write a table; before it what stands in it outside of cells, as browsers do."""
    table, loose = _table_and_loose(element)
    if loose:
        body.write_block(Element("div", {}, loose))
    body.parents.append("table")
    body.write_block(table, "table")
    body.parents.pop()


def _table_and_loose(element: Element) -> tuple[Element, list[Element | str]]:
    kept, loose = Element(element.tag, element.attributes), list[Element | str]()
    for child in element.children:
        if isinstance(child, str) and child.strip():
            loose.append(child)
        elif isinstance(child, str):
            kept.children.append(child.replace("\u00a0", " "))
        elif child.tag in _ROW_GROUPS:
            group, inner_loose = _table_and_loose(child)
            kept.children.append(group)
            loose += inner_loose
        else:
            (kept.children if child.tag in ("td", "th", "caption") else loose).append(child)
    return kept, loose
