"""What a page says to search engines and other programs, in the words of schema.org."""

from collections.abc import Sequence
from typing import Any

from broadsheet_server.reading.read_models import Article, Image, Section
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.web.dates import machine_time
from broadsheet_server.web.rendering import section_address
from broadsheet_server.web.words import words_for

_HEADLINE_MAX = 110
"""Search engines ask for no longer headline."""


def article_data(
    article: Article, way: Sequence[Section], *, base_url: str, publication: PublicationSettings
) -> dict[str, Any]:
    """The article and the way to it."""
    news = {
        "@type": "NewsArticle",
        "mainEntityOfPage": article.canonical_url,
        "headline": article.headline[:_HEADLINE_MAX],
        "description": article.summary,
        "image": [_image(article.lead_image)] if article.lead_image else None,
        "datePublished": machine_time(article.published_at),
        "dateModified": machine_time(article.updated_at),
        "author": [{"@type": "Person", "name": author.name} for author in article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": publication.name, "url": f"{base_url}/"},
        "articleSection": article.section.name,
        "keywords": [tag.label for tag in article.tags],
        "inLanguage": article.language,
        "wordCount": article.word_count,
        "copyrightNotice": article.copyright_notice,
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": each.text,
                "datePublished": machine_time(each.corrected_at),
            }
            for each in article.corrections
        ],
        "isAccessibleForFree": True,
    }
    present = {name: value for name, value in news.items() if value not in (None, "", [])}
    return _graph(present, breadcrumb_data(way, base_url, publication))


def section_data(
    way: Sequence[Section], *, base_url: str, publication: PublicationSettings
) -> dict[str, Any]:
    """The way to a section."""
    return _graph(breadcrumb_data(way, base_url, publication))


def breadcrumb_data(
    way: Sequence[Section], base_url: str, publication: PublicationSettings
) -> dict[str, Any]:
    """The steps from the home page down the sections."""
    home = words_for(publication.language).home
    steps = [(home, "/"), *((section.name, section_address(section.path)) for section in way)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": base_url + address}
            for number, (name, address) in enumerate(steps, 1)
        ],
    }


def _image(image: Image) -> dict[str, Any]:
    found = {
        "@type": "ImageObject",
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "caption": image.caption,
        "creditText": image.credit,
    }
    return {name: value for name, value in found.items() if value is not None}


def _graph(*things: dict[str, Any]) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@graph": list(things)}
