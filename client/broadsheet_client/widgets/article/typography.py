"""The article's typography: font sizes, line heights and margins in pixels, scaled by the zoom."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QFontMetricsF

from broadsheet_client.core.document_theme import DocumentTheme
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.palettes import Palette
from broadsheet_shared.italics import UPRIGHT_CLASS

TEXT_SIZE = 18
"""Font size of the body in pixels at 100 %."""

COLUMN_EMS = 33.5
"""Column width in em: 60 to 75 characters a line in the families of `fonts.serif`."""


@dataclass(frozen=True, slots=True)
class ArticleTypography(DocumentTheme):
    """A document theme with absolute sizes."""

    size: float = TEXT_SIZE

    @property
    def column(self) -> int:
        """Column width in pixels."""
        return round(self.size * COLUMN_EMS)

    def style(self, language: str) -> str:
        """The style sheet. Han characters fill the em square and need a larger line height."""
        serif, sans = fonts.serif(language), fonts.sans(language)
        body, small = _families(serif), _families(sans)
        px, line_height = self._px, 1.72 if language.startswith(("zh", "ja", "ko")) else 1.5
        secondary = (
            f"font-family: {small}; font-size: {px(0.78)}; color: {self.muted}; {_leading(sans, 1.45)}"
        )
        heading = (
            f"font-weight: bold; {_leading(serif, 1.25)} margin-top: {px(1.3)}; margin-bottom: {px(0.4)};"
        )
        return f"""
            body {{ font-family: {body}; font-size: {px(1)}; color: {self.text}; }}
            p, li {{ {_leading(serif, line_height)} margin-top: 0px; margin-bottom: {px(0.85)}; }}
            li {{ margin-bottom: {px(0.3)}; }}
            a {{ color: {self.link}; }}
            h1 {{ font-size: {px(2.05)}; font-weight: bold; {_leading(serif, 1.14)}
                  margin-top: {px(0.5)}; margin-bottom: {px(0.8)}; }}
            h2 {{ font-size: {px(1.4)}; {heading} }}
            h3 {{ font-size: {px(1.2)}; {heading} }}
            h4 {{ font-size: {px(1.05)}; {heading} }}
            dt {{ font-weight: bold; {_leading(serif, line_height)} }}
            dd {{ {_leading(serif, line_height)} margin-bottom: {px(0.5)}; }}
            .from-right {{ margin-left: 0px; margin-right: {px(1.8)}; }}
            blockquote {{ color: {self.muted}; }}
            {_emphasis(language)}
            pre, code {{ font-family: monospace; font-size: {px(0.85)}; }}
            .breadcrumb {{ {secondary} margin-bottom: {px(0.2)}; }}
            .breadcrumb a {{ text-decoration: none; }}
            .summary {{ font-size: {px(1.18)}; color: {self.muted}; {_leading(serif, 1.38)}
                        margin-bottom: {px(0.9)}; }}
            .byline {{ font-family: {small}; font-size: {px(0.84)}; font-weight: bold; {_leading(sans, 1.4)}
                       margin-bottom: {px(0.05)}; }}
            .contributors {{ {secondary} margin-bottom: {px(0.05)}; }}
            .meta {{ {secondary} margin-bottom: {px(1.2)}; }}
            .image {{ line-height: 100%; margin-top: {px(0.2)}; margin-bottom: {px(0.4)}; }}
            .missing {{ font-family: {small}; font-size: {px(0.84)}; color: {self.muted}; }}
            .caption {{ {secondary} margin-bottom: {px(1.3)}; }}
            .table-caption {{ {secondary} margin-bottom: {px(0.3)}; }}
            .data {{ border-collapse: collapse; margin-top: {px(0.85)}; margin-bottom: {px(0.85)}; }}
            .titled {{ margin-top: {px(0.3)}; }}
            .data td, .data th {{ font-family: {small}; font-size: {px(0.84)}; padding: {px(0.3)} {px(0.5)};
                                  border-style: solid; border-width: 1px; border-color: {self.rule}; }}
            .data th {{ font-weight: bold; background-color: {self.box}; }}
            .data p {{ margin-bottom: 0px; }}
            .line {{ white-space: nowrap; }}
            .box {{ background-color: {self.box}; margin-top: {px(0.85)}; margin-bottom: {px(0.85)}; }}
            .box p {{ font-size: {px(0.88)}; {_leading(serif, 1.4)} margin-bottom: {px(0.2)}; }}
            .box-title {{ font-family: {small}; font-weight: bold; }}
            .footer {{ {secondary} margin-bottom: {px(0.1)}; }}
            hr {{ background-color: {self.rule}; }}
        """

    def _px(self, part: float) -> str:
        return f"{max(1, round(self.size * part))}px"


def article_typography(palette: Palette, zoom: int) -> ArticleTypography:
    """The typography for a palette and a zoom in per cent."""
    return ArticleTypography(
        text=palette.text,
        muted=palette.muted_text,
        link=palette.link,
        rule=palette.separator,
        box=palette.box_background,
        size=TEXT_SIZE * zoom / 100,
    )


@lru_cache(maxsize=64)
def _leading(families: tuple[str, ...], line_height: float) -> str:
    """A line height in em. QTextDocument's per cent relate to the font's own line spacing."""
    metrics = QFontMetricsF(fonts.font(families, 100))
    return f"line-height: {round(100 * 100 * line_height / metrics.lineSpacing())}%;"


def _emphasis(language: str) -> str:
    """Scripts without an italic form emphasise by weight, also within a text in italics."""
    if fonts.has_italics(language):
        upright = f".{UPRIGHT_CLASS}"
        return f"""
            blockquote {{ font-style: italic; }}
            {upright} {{ font-style: normal; }}
            em {upright}, i {upright} {{ font-weight: bold; }}
        """
    return "em, i { font-style: normal; font-weight: bold; }"


def _families(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
