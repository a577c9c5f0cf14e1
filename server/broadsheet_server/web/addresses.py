"""Where sections, feeds and sitemaps are on this site."""

from typing import Final, NamedTuple
from urllib.parse import quote

from broadsheet_server.reading.read_models import Author, Section, Tag
from broadsheet_server.settings import Settings

SITEMAP_INDEX: Final = "/sitemap.xml"
NEWS_SITEMAP: Final = "/sitemaps/news.xml"
SITEMAP_PATHS: Final = (SITEMAP_INDEX, NEWS_SITEMAP)
"""What `robots.txt` names."""


def section_address(path: str) -> str:
    """The path of a section's page."""
    return "/sections/" + quote(path)


def tag_address(slug: str) -> str:
    """The path of the page of what is about something."""
    return f"/tags/{slug}"


def author_address(slug: str) -> str:
    """The path of the page of what somebody writes."""
    return f"/authors/{slug}"


class FeedLink(NamedTuple):
    """A feed in both formats. `path` is its place on this site without the extension."""

    title: str
    path: str


def publication_feed(settings: Settings) -> FeedLink:
    """The feed of everything."""
    return FeedLink(settings.publication.name, "/feed")


def section_feed(settings: Settings, section: Section) -> FeedLink:
    """The feed of a section and of those below it."""
    return FeedLink(_title(settings, section.name), f"{section_address(section.path)}/feed")


def tag_feed(settings: Settings, tag: Tag) -> FeedLink:
    """The feed of what is about something."""
    return FeedLink(_title(settings, tag.label), f"{tag_address(tag.slug)}/feed")


def author_feed(settings: Settings, author: Author) -> FeedLink:
    """The feed of what somebody writes."""
    return FeedLink(_title(settings, author.name), f"{author_address(author.slug)}/feed")


def _title(settings: Settings, name: str) -> str:
    return f"{name} – {settings.publication.name}"
