"""Font families by purpose and language. None is shipped; the first one that is installed is taken.

Without a language it is the window's.
"""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont

from broadsheet_client.core.document_theme import han_fonts

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
# The Korean cut of the same family has Latin quotation marks of Latin width.
_LATIN_SERIF = ("Noto Serif CJK KR", "DejaVu Serif")
_LATIN_SANS = ("Noto Sans CJK KR", "DejaVu Sans")


def serif(language: str = "") -> tuple[str, ...]:
    """Families for headlines and for reading."""
    language = language or QLocale().name()
    if own := han_fonts(language):
        return (*own, *_SERIF)
    return (*_SERIF, *_LATIN_SERIF, *han_fonts("zh"))


def sans(language: str = "") -> tuple[str, ...]:
    """Families for the window itself."""
    language = language or QLocale().name()
    if language.startswith("zh"):
        return (*_CHINESE_SANS, *_SANS)
    return (*_SANS, *_LATIN_SANS, *_CHINESE_SANS)


def font(families: tuple[str, ...], pixels: float, *, bold: bool = False) -> QFont:
    """A font of these families. Glyphs keep their form: hinting would spread them on the pixel grid."""
    icon = QFont(list(families))
    icon.setPixelSize(max(1, round(pixels)))
    icon.setBold(bold)
    icon.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return icon
