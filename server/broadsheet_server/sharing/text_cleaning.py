"""Text from strangers: what is taken out of it."""

import re
import unicodedata

JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: needed by Persian, Indic scripts and emoji, a disguise everywhere else."""

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]")
_BLANKS_AT_END = re.compile(" +$", re.MULTILINE)
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")


def clean_text(text: str) -> str:
    """Take out what nobody sees: controls, direction overrides, zero-width characters, lone surrogates.

    Line ends become `\\n`, other white space a blank; the rest is NFC.
    """
    text = _BLANKS.sub(" ", _BREAKS.sub("\n", text))
    kept = (
        character for place, character in enumerate(text) if not _is_hidden(character) or _joins(text, place)
    )
    return unicodedata.normalize("NFC", _BLANKS_AT_END.sub("", "".join(kept))).strip()


def _is_hidden(character: str) -> bool:
    if character == "\n":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} or character in _INVISIBLE


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between two characters that it may join; between Latin letters it hides."""
    if text[place] not in JOINERS or not 0 < place < len(text) - 1:
        return False
    return all(ord(near) > 0x2FF and not _is_hidden(near) for near in (text[place - 1], text[place + 1]))
