"""What the `style` of an element means for its text: that nobody sees it, that it is struck out, or stressed.

Office programs and rich text editors write `<span style="text-decoration: line-through">` where HTML has
`<s>`, and copies from Google Docs stand in a `<b style="font-weight: normal">` that makes nothing bold.
"""

import re
from typing import Final

from broadsheet_server.newsroom.html_tree import VOID, Element

_HIDDEN: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_STRUCK: Final = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_BOLD: Final = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
_NOT_BOLD: Final = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:normal|lighter|[1-5]00)\b", re.IGNORECASE)
_ITALIC: Final = re.compile(r"(?:^|;)\s*font-style\s*:\s*(?:italic|oblique)\b", re.IGNORECASE)
_NOT_ITALIC: Final = re.compile(r"(?:^|;)\s*font-style\s*:\s*normal\b", re.IGNORECASE)
_RAISED: Final = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*super\b", re.IGNORECASE)
_LOWERED: Final = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*sub\b", re.IGNORECASE)

_SPANS: Final = {"span", "font"}
"""Elements without a meaning of their own: only their style has one."""
_SPAN_FORMATS: Final = ((_BOLD, "strong"), (_ITALIC, "em"), (_RAISED, "sup"), (_LOWERED, "sub"))
_CANCELLED: Final = {"b": _NOT_BOLD, "strong": _NOT_BOLD, "i": _NOT_ITALIC, "em": _NOT_ITALIC}
_STRUCK_TAGS: Final = {"s", "del", "strike"}


def is_hidden(element: Element) -> bool:
    """Whether browsers do not show it (HTML Standard, section 6.1, and CSS)."""
    hidden = element.attributes.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    style = element.attributes.get("style")
    return bool(style) and _HIDDEN.search(style or "") is not None


def with_styles_as_elements(element: Element) -> Element:
    """The element, with elements in place of what its style says."""
    style, tag = element.attributes.get("style", ""), element.tag
    if not style or tag in VOID:
        return element
    cancelled = _CANCELLED.get(tag)
    if cancelled and cancelled.search(style):
        tag = "span"
    formats = [name for pattern, name in _SPAN_FORMATS if tag in _SPANS and pattern.search(style)]
    if tag not in _STRUCK_TAGS and _STRUCK.search(style):
        formats.append("s")
    children = element.children
    for name in formats:
        children = [Element(name, {}, children)]
    return element if tag == element.tag and not formats else Element(tag, element.attributes, children)
