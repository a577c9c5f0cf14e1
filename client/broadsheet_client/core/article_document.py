"""The HTML that the article view shows, built from an article and nothing else."""

from dataclasses import dataclass, field

from broadsheet_client.api.generated import ArticlePage, PublicationDetails

SECTION_LINK = "broadsheet-section:"
"""Breadcrumb links: this and the section's path (`broadsheet-section:world/asia`); home has no path."""


@dataclass(frozen=True, slots=True)
class DocumentTheme:
    """Colours (`#rrggbb`) and font families of the page. The size is the view's own (zoom)."""

    text: str = "#1b1b1b"
    muted: str = "#5c5c5c"
    accent: str = "#0b5394"
    rule: str = "#d6d6d6"
    box: str = "#f3f1ea"
    body_fonts: tuple[str, ...] = ("Noto Serif", "Georgia", "DejaVu Serif", "serif")
    heading_fonts: tuple[str, ...] = ("Noto Sans", "Helvetica Neue", "DejaVu Sans", "sans-serif")


@dataclass(frozen=True, slots=True)
class DocumentImage:
    """A picture that the document asks for by `url`. Width and height are the picture's own, 0 if unknown."""

    url: str
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A link of the page, for the list of links."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """What `setHtml` takes, and what a view needs to know of it."""

    html: str
    images: tuple[DocumentImage, ...] = ()
    links: tuple[DocumentLink, ...] = field(default=())


def article_document(
    page: ArticlePage,
    publication: PublicationDetails | None,
    *,
    theme: DocumentTheme = DocumentTheme(),
    server: str = "",
    image_width: int = 620,
    language: str | None = None,
) -> ArticleDocument:
    """Build the page. `server` is the origin that relative addresses belong to; `language` is that of the
    words we add (default: the article's). Pictures are shown no wider than `image_width` pixels.
    """
    raise NotImplementedError
