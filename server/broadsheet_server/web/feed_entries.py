"""What a feed says of itself and of an article, whatever its format."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final

from broadsheet_server.reading.read_models import Article, Image
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.web.addresses import FeedLink
from broadsheet_shared.language_tags import direction

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without articles was updated: Atom wants a date, and the present would be another each time."""
_TAG = re.compile(r"""<(?:[^"<>]|"[^"]*")*+>""")
"""As the sanitiser writes it (see `reading.image_addresses`). Each is taken whole, so that time is linear."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the newest articles.

    `id` never changes; `page` is the path of the page that lists the same articles, of the front page where
    there is none.
    """

    id: str
    link: FeedLink
    page: str
    description: str
    base_url: str
    publication: PublicationSettings
    articles: list[Article]

    @property
    def updated_at(self) -> datetime:
        """The latest material change of an article in it."""
        return max((article.updated_at for article in self.articles), default=NEVER)


def entry_id(article: Article) -> str:
    """The id of an article, which no revision, move or new address changes (RFC 9562, section 4)."""
    return article.uuid.urn


def author_names(article: Article) -> list[str]:
    """Who wrote it: the authors, or else the byline as it is printed."""
    names = [author.name for author in article.authors]
    return names or ([article.byline] if article.byline else [])


def shown_images(article: Article) -> list[Image]:
    """The images that may be shown, the lead image first."""
    return [image for image in article.images if not image.is_withheld]


def content(article: Article, base_url: str) -> str:
    """The body with absolute addresses only, in its direction; "" where it was not read."""
    if not article.body_html:
        return ""
    body = _with_whole_links(article.body_html, base_url + article.path)
    if direction(article.language) == "ltr":
        return body
    return f'<div lang="{escape(article.language)}" dir="rtl">{body}</div>'


def _with_whole_links(html: str, url: str) -> str:
    """A body whose links to places within it lead to those on the page."""
    if ' href="#' not in html:
        return html
    whole = f' href="{escape(url)}#'
    return _TAG.sub(lambda tag: tag[0].replace(' href="#', whole), html)
