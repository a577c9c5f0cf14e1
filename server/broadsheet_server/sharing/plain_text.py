"""Text from strangers: what is taken out of it, and where it hides a link."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: needed by Persian, Indic scripts and emoji, a disguise everywhere else."""

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]")
_BLANKS_AT_END = re.compile(" +$", re.MULTILINE)
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")

_LINK = re.compile(
    r"""
    [a-z][a-z0-9+.-]*://\S*                     # any scheme
    | (?:mailto|tel|sms|javascript|data):\S+
    | \bwww\.\S+
    | \b\d{1,3}(?:\.\d{1,3}){3}\b\S*            # an IPv4 address
    | [\w-]+(?:\.[\w-]+)*\.(?:xn--[a-z0-9-]+|[a-z]{2,})(?![a-z])\S*
    | [\w-]+(?:\.[\w-]+)*\.(?:中国|中國|公司|网络|網絡|网址|在线|集团|рф|рус|онлайн|сайт|موقع|شبكة)(?!\w)\S*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def cleaned(text: str) -> str:
    """Take out what nobody sees: controls, direction overrides, zero-width characters, lone surrogates.

    Line ends become `\\n`, other white space a blank; the rest is NFC.
    """
    text = _BLANKS.sub(" ", _BREAKS.sub("\n", text))
    kept = (
        character for place, character in enumerate(text) if not _is_hidden(character) or _joins(text, place)
    )
    return unicodedata.normalize("NFC", _BLANKS_AT_END.sub("", "".join(kept))).strip()


def link_in(text: str) -> str | None:
    """The first thing in `text` that a mail program would make a link of, as it was written, or None."""
    bare = text.translate(dict.fromkeys(map(ord, _JOINERS)))
    found = _LINK.search(unicodedata.normalize("NFKC", bare))
    return found.group() if found else None


def _is_hidden(character: str) -> bool:
    if character == "\n":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} or character in _INVISIBLE


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between two characters that it may join; between Latin letters it hides."""
    if text[place] not in _JOINERS or not 0 < place < len(text) - 1:
        return False
    return all(ord(near) > 0x2FF and not _is_hidden(near) for near in (text[place - 1], text[place + 1]))
