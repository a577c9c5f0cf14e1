"""From bytes to text. Valid UTF-8 is UTF-8, whatever it says; anything else is recognised, and said so."""

import codecs
import re

UTF_8 = "UTF-8"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE = 4_096
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")


class UnreadableTextError(ValueError):
    """The bytes are no text that we can recognise. The message says so in a sentence."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding. A byte order mark is not part of the text.

    Raises UnreadableTextError.
    """
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :] if codec == "utf-8" else data, codec, name), name
    if (unmarked := unmarked_utf_16(data)) is not None:
        return _strictly(data, unmarked, "UTF-16"), "UTF-16"
    try:
        return data.decode(), UTF_8
    except UnicodeDecodeError as trouble:
        return _chinese(data) or _western(data) or _refused(trouble)


def is_wide(head: bytes) -> bool:
    """Whether a file that begins like this has two or four bytes a character, so that lines cannot be cut."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) or bool(
        unmarked_utf_16(head)
    )


def unmarked_utf_16(data: bytes) -> str | None:
    """The codec of UTF-16 without a byte order mark, told by where its zero bytes are."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    many = max(1, len(sample) // 20)
    if odd > many and even == 0:
        return "utf-16-le"
    if even > many and odd == 0:
        return "utf-16-be"
    return None


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as trouble:
        raise UnreadableTextError(
            f"It says that it is {name}, but the bytes at position {trouble.start:,} are not."
        ) from trouble


def _chinese(data: bytes) -> tuple[str, str] | None:
    """GB 18030, if the bytes outside ASCII really give Chinese: many other texts can be read as it too."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = sum(not character.isascii() for character in text)
    return (text, "GB18030") if len(_HAN.findall(text)) >= 0.9 * foreign else None


def _western(data: bytes) -> tuple[str, str] | None:
    """Windows-1252, if the bytes outside ASCII stand alone between ASCII letters, as accents do."""
    runs = _HIGH_RUN.findall(data)
    lonely = sum(len(run) <= 2 for run in runs)
    if lonely < 0.9 * len(runs) or b"\x00" in data:
        return None
    try:
        return data.decode("windows-1252"), "Windows-1252"
    except UnicodeDecodeError:
        return None


def _refused(trouble: UnicodeDecodeError) -> tuple[str, str]:
    raise UnreadableTextError(
        f"It is not UTF-8 (the byte at position {trouble.start:,} cannot be), "
        "and no other encoding could be recognised."
    ) from trouble
