"""Formatting of a body for QTextDocument: as the elements that it supports, or as characters."""

from typing import Final

from broadsheet_shared.quotation_marks import quotation_marks

FORMATS: Final = {
    **{tag: tag for tag in ("b", "i", "em", "strong", "code", "sub", "sup", "s", "u")},
    "del": "s",
    "strike": "s",
    "ins": "u",
    "cite": "i",
    "var": "i",
    "kbd": "code",
    "samp": "code",
}
"""Inline elements, and the supported ones that look like them."""

FRAMED: Final = {"q", "bdi", "bdo", "span"}
"""Inline elements for which characters before and after their text stand."""

# Isolates and an override of the Unicode Bidirectional Algorithm (UAX #9, section 2), with their ends.
_FIRST_STRONG: Final = ("\u2068", "\u2069")
_ISOLATES: Final = {"ltr": ("\u2066", "\u2069"), "rtl": ("\u2067", "\u2069")}
_OVERRIDES: Final = {"ltr": ("\u202d", "\u202c"), "rtl": ("\u202e", "\u202c")}


def framing(tag: str, attributes: dict[str, str], language: str, quotation_depth: int) -> tuple[str, str]:
    """The characters before and after the text of a FRAMED element; `language` is that of the article."""
    direction = attributes.get("dir", "")
    if tag == "q":
        return quotation_marks(attributes.get("lang") or language, quotation_depth)
    if tag == "bdo":
        return _OVERRIDES.get(direction, _FIRST_STRONG)
    if tag == "bdi" or direction == "auto":
        return _ISOLATES.get(direction, _FIRST_STRONG)
    return _ISOLATES.get(direction, ("", ""))
