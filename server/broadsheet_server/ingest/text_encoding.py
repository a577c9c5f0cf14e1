"""Decoding text of unknown encoding. Valid UTF-8 is UTF-8, whatever its label says.

Otherwise those encodings are tried that news archives come in and that can be told apart: UTF-16, GB18030
(which includes GB2312 and GBK), Big5, ISO-2022-JP and Windows-1252. Text in any other is refused, because a
wrong guess would be published. charset-normalizer guesses more encodings, and four times as often wrongly.
"""

import codecs
import re
from functools import cache

UTF_8 = "UTF-8"

CHINESE_SHARE = 0.8
"""Least share of frequent Chinese characters among those outside ASCII."""
ACCENT_SHARE = 0.5
"""Least share of single bytes among the runs of bytes outside ASCII in Western text."""
_SAMPLE = 4_096

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CHINESE_CODECS = (
    ("gb18030", "GB18030"),
    ("big5", "Big5"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16"),
)
_TWO_BYTES_BEGIN = b"\x1b$"
"""The escape sequence of ISO-2022-JP (RFC 1468), whose bytes are all ASCII; no other text has it."""
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_OTHER_EAST_ASIAN = (
    ("euc-kr", re.compile("[\uac00-\ud7a3]"), 0.95),
    ("euc-jp", re.compile("[\u3041-\u30fe]"), 0.2),
)
"""Codecs whose bytes look like frequent Chinese, with the letters of their script and their least share."""


class UnreadableTextError(ValueError):
    """The bytes are text in no encoding that is tried. The message says so in a sentence."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text, without a byte order mark, and the name of its encoding.

    Raises UnreadableTextError.
    """
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_strictly(data[len(mark) :] if codec == "utf-8" else data, codec, name), name
    if (codec_by_zeros := utf_16_codec(data)) is not None:
        return _decode_strictly(data, codec_by_zeros, "UTF-16"), "UTF-16"
    if _TWO_BYTES_BEGIN in data and (japanese := _try(data, "iso2022_jp_2", "ISO-2022-JP")):
        return japanese
    try:
        return data.decode(), UTF_8
    except UnicodeDecodeError as error:
        decoded = _decode_western(data) or _decode_chinese(data)
        if decoded is None:
            raise UnreadableTextError(
                f"It is not UTF-8 (the byte at position {error.start:,} cannot be), "
                "and no other encoding could be recognised. Convert it to UTF-8, with iconv for example."
            ) from error
        return decoded


def is_wide(head: bytes) -> bool:
    """Whether a file that begins like this has two or four bytes a character, so that `\\n` splits none."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) or bool(
        utf_16_codec(head)
    )


def utf_16_codec(data: bytes) -> str | None:
    """The codec of UTF-16 without a byte order mark: every other byte of the ASCII in it is zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    many = max(1, len(sample) // 20)
    if odd > many and even == 0:
        return "utf-16-le"
    if even > many and odd == 0:
        return "utf-16-be"
    return None


def _decode_strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            f"It says that it is {name}, but the bytes at position {error.start:,} are not."
        ) from error


def _decode_western(data: bytes) -> tuple[str, str] | None:
    """Windows-1252, where bytes outside ASCII stand alone, as accents do; Chinese has them in pairs."""
    lengths = [len(run) for run in _HIGH_BYTES.findall(data)]
    single, short = lengths.count(1), lengths.count(1) + lengths.count(2)
    if b"\0" in data or single < ACCENT_SHARE * len(lengths) or short < 0.9 * len(lengths):
        return None
    return _try(data, "windows-1252", "Windows-1252")


def _decode_chinese(data: bytes) -> tuple[str, str] | None:
    """The Chinese encoding in which most characters are frequent ones."""
    if _is_korean_or_japanese(data):
        return None
    candidates = (_try(data, codec, name) for codec, name in _CHINESE_CODECS)
    by_share = [(_frequent_share(candidate[0]), candidate) for candidate in candidates if candidate]
    share, best = max(by_share, default=(0.0, None))
    return best if share >= CHINESE_SHARE else None


def _is_korean_or_japanese(data: bytes) -> bool:
    for codec, letters, least_share in _OTHER_EAST_ASIAN:
        if (decoded := _try(data, codec, "")) is not None:
            foreign = _not_ascii(decoded[0])
            if len(letters.findall(foreign)) >= least_share * len(foreign):
                return True
    return False


def _try(data: bytes, codec: str, name: str) -> tuple[str, str] | None:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError:
        return None


def _not_ascii(text: str) -> str:
    return "".join(character for character in text[:_SAMPLE] if not character.isascii())


def _frequent_share(text: str) -> float:
    foreign = _not_ascii(text)
    return sum(character in _frequent_characters() for character in foreign) / max(1, len(foreign))


@cache
def _frequent_characters() -> frozenset[str]:
    """The first levels of GB2312 and Big5, both ordered by use, and Chinese punctuation."""
    simplified = bytes(
        byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)
    )
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    punctuation = "".join(map(chr, (*range(0x3000, 0x3030), *range(0xFF01, 0xFF5F)))) + "“”‘’—…·"
    return frozenset(
        simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore") + punctuation
    )
