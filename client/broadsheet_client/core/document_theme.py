"""The article's style sheet: colours and fonts in the CSS subset of QTextDocument."""

from dataclasses import dataclass
from typing import Final

from broadsheet_shared.language_tags import lookup, primary_language

_FONTS_BY_LANGUAGE: Final = {
    "zh": ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC"),
    "zh-hant": ("Noto Serif CJK TC", "Source Han Serif TC", "Songti TC", "PMingLiU", "Noto Sans CJK TC"),
    "ja": ("Noto Serif CJK JP", "Hiragino Mincho ProN", "Yu Mincho", "Noto Sans CJK JP"),
    "ko": ("Noto Serif CJK KR", "AppleMyungjo", "Batang", "Noto Sans CJK KR"),
}
"""Han characters have different glyphs in each of these (Han unification)."""
_TRADITIONAL_CHINESE: Final = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


@dataclass(frozen=True, slots=True)
class DocumentTheme:
    """Colours (`#rrggbb`) and font families of the document. The font size is the view's."""

    text: str = "#1b1b1b"
    muted: str = "#5c5c5c"
    link: str = "#0b5394"
    rule: str = "#d6d6d6"
    box: str = "#f3f1ea"
    body_fonts: tuple[str, ...] = ("Noto Serif", "Georgia", "DejaVu Serif", "serif")
    heading_fonts: tuple[str, ...] = ("Noto Sans", "Helvetica Neue", "DejaVu Sans", "sans-serif")

    def style(self, language: str) -> str:
        """The style sheet for a language. Font sizes are relative, so that zooming scales all of them."""
        own = han_fonts(language)
        body, heading = _families((*own, *self.body_fonts)), _families((*own, *self.heading_fonts))
        small = f"color: {self.muted}; font-size: small; font-family: {heading};"
        return (
            f"body {{ color: {self.text}; font-family: {body}; }} "
            f"a {{ color: {self.link}; text-decoration: none; }} "
            f"h1 {{ font-family: {heading}; font-size: xx-large; margin-top: 4px; margin-bottom: 8px; }} "
            f"h2, h3, h4 {{ font-family: {heading}; font-size: large; margin-top: 18px; }} "
            "p { margin-top: 0px; margin-bottom: 12px; } "
            f"blockquote {{ color: {self.muted}; }} "
            "pre, code { font-family: monospace; } "
            f".breadcrumb, .contributors, .meta, .caption, .footer {{ {small} }} "
            ".summary { font-size: large; } "
            f".byline {{ font-family: {heading}; font-weight: bold; margin-bottom: 2px; }} "
            ".image { margin-bottom: 4px; } "
            f".missing {{ color: {self.muted}; }} "
            f".box {{ background-color: {self.box}; }} table {{ margin-top: 4px; margin-bottom: 14px; }} "
            f".box-title {{ font-family: {heading}; font-weight: bold; margin-bottom: 4px; }} "
            f"hr {{ background-color: {self.rule}; }}"
        )


def han_fonts(language: str) -> tuple[str, ...]:
    """Font families with the right Han glyphs for a language; empty for other scripts."""
    if lookup(language, _TRADITIONAL_CHINESE):
        return _FONTS_BY_LANGUAGE["zh-hant"]
    return _FONTS_BY_LANGUAGE.get(primary_language(language), ())


def _families(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
