"""Font families by purpose and language. No font is shipped; Qt uses the first installed family.

The default language is that of the user interface.
"""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont

from broadsheet_client.core.document_theme import han_fonts
from broadsheet_shared.language_tags import direction, primary_language

_SERIF = ("Source Serif 4", "Source Serif Pro", "Charter", "Noto Serif", "Georgia", "P052", "Palatino")
_SANS = (
    "Inter",
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Source Sans 3",
    "Liberation Sans",
    "Nimbus Sans",
)
_CHINESE_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei")
# Of this family, the Korean version has Latin quotation marks of Latin width.
_LATIN_SERIF = ("Noto Serif CJK KR", "DejaVu Serif")
_LATIN_SANS = ("Noto Sans CJK KR", "DejaVu Sans")
_LOCALISED_FORMS = QFont.Tag("locl")
"""OpenType's forms for a language, for which Qt takes that of the window: in a Chinese one,
English words would have apostrophes as wide as a Chinese character, and Japanese ones Chinese glyphs.
"""


def serif(language: str = "") -> tuple[str, ...]:
    """Families for headlines and articles."""
    language = language or QLocale().name()
    if own := han_fonts(language):
        return (*own, *_SERIF)
    return (*_SERIF, *_LATIN_SERIF, *han_fonts("zh"))


def sans(language: str = "") -> tuple[str, ...]:
    """Families for the user interface."""
    language = language or QLocale().name()
    if primary_language(language) == "zh":
        return (*_CHINESE_SANS, *_SANS)
    return (*_SANS, *_LATIN_SANS, *_CHINESE_SANS)


def has_italics(language: str = "") -> bool:
    """Whether the letters of a language have an italic form.

    Others would be slanted by force, or not shown: the oblique DejaVu Sans, for example, has no Arabic ones.
    """
    language = language or QLocale().name()
    return direction(language) == "ltr" and primary_language(language) not in {"zh", "ja", "ko"}


def font(families: tuple[str, ...], pixels: float, *, bold: bool = False) -> QFont:
    """A font of these families without hinting, which would distort the glyph spacing."""
    result = QFont(list(families))
    result.setPixelSize(max(1, round(pixels)))
    result.setBold(bold)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if primary_language(QLocale().name()) == "zh":
        result.setFeature(_LOCALISED_FORMS, 0)
    return result
