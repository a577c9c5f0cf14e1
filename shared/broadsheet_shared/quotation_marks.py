"""The quotation marks of languages, after the delimiters of the Unicode CLDR."""

from typing import Final

from broadsheet_shared.language_tags import lookup

_DEFAULT: Final = ("“", "”", "‘", "’")
_BY_LANGUAGE: Final = {
    **dict.fromkeys(("bg", "cs", "de", "is", "lt", "mk", "sk", "sl", "sq"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("hr", "hu", "pl", "ro"), ("„", "”", "‚", "’")),
    **dict.fromkeys(
        ("ar", "ca", "el", "es", "eu", "fa", "gl", "hy", "it", "ps", "pt-PT"), ("«", "»", "“", "”")
    ),
    **dict.fromkeys(("be", "kk", "ru", "uk"), ("«", "»", "„", "“")),
    **dict.fromkeys(("fi", "he", "sv"), ("”", "”", "’", "’")),
    **dict.fromkeys(("da", "nb", "nn", "no"), ("«", "»", "‘", "’")),
    **dict.fromkeys(("ja", "yue", "zh-Hant", "zh-HK", "zh-MO", "zh-TW"), ("「", "」", "『", "』")),
    **dict.fromkeys(("de-CH", "de-LI", "fr-CH", "it-CH", "rm"), ("«", "»", "‹", "›")),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
}


def quotation_marks(language: str, depth: int = 0) -> tuple[str, str]:
    """The opening and the closing mark, in a BCP 47 language, of a quotation within `depth` others."""
    tag = lookup(language, _BY_LANGUAGE)
    outer_open, outer_close, inner_open, inner_close = _BY_LANGUAGE[tag] if tag else _DEFAULT
    return (inner_open, inner_close) if depth % 2 else (outer_open, outer_close)
