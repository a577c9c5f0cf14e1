"""Unicode normalization (UAX #15) in linear time."""

import re
import unicodedata
from functools import cache
from typing import Literal

NON_STARTERS_MAX = 30
"""Most combining characters in a row: the limit of the Stream-Safe Text Format (UAX #15, section 13)."""

_COMBINING = range(0x300, 0x20000)
"""Where combining characters are: looking through all planes would take a tenth of a second."""


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return `text` in a normalization form, with at most `NON_STARTERS_MAX` combining characters in a row.

    Python sorts combining characters in quadratic time. No language needs so many.
    """
    return text if text.isascii() else unicodedata.normalize(form, stream_safe(text))


def stream_safe(text: str) -> str:
    """Return `text` without the combining characters beyond `NON_STARTERS_MAX` in a row."""
    return text if text.isascii() else _excess().sub(r"\1", text)


@cache
def _excess() -> re.Pattern[str]:
    marks = "".join(filter(unicodedata.combining, map(chr, _COMBINING)))
    return re.compile(f"([{marks}]{{{NON_STARTERS_MAX}}})[{marks}]+")
