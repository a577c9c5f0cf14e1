"""Which way a paragraph runs."""

import unicodedata


def base_direction(text: str) -> str:
    """`rtl` or `ltr`, by the first letter that has a direction (the Unicode rule for plain paragraphs)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
