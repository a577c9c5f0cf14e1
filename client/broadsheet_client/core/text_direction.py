"""The direction of a paragraph."""

import unicodedata


def base_direction(text: str) -> str:
    """`rtl` or `ltr`, by the first strong character (UAX #9, rules P2 and P3). Isolates are not skipped."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
