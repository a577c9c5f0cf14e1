"""Structured data of a page for search engines: JSON-LD in the vocabulary of schema.org."""

from collections.abc import Sequence
from typing import Any

from broadsheet_server.reading.read_models import Article, Image, Section
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.web.addresses import section_address
from broadsheet_server.web.dates import machine_time
from broadsheet_shared.message_catalogues import catalogue
from broadsheet_shared.vocabulary import ContributorRole

_PEOPLE = frozenset({ContributorRole.AUTHOR, ContributorRole.EDITOR, ContributorRole.TRANSLATOR})
"""The roles that are properties of an article under their own names."""
_HEADLINE_MAX = 110
"""Longest headline that search engines ask for, in characters."""


def article_data(
    article: Article, breadcrumb: Sequence[Section], *, base_url: str, publication: PublicationSettings
) -> dict[str, Any]:
    """A NewsArticle and its BreadcrumbList. `breadcrumb` begins at the root section."""
    image = article.lead_image
    properties = {
        "@type": "NewsArticle",
        "mainEntityOfPage": article.canonical_url,
        "headline": article.headline[:_HEADLINE_MAX],
        "description": article.summary,
        "image": [_image(image)] if image and not image.is_withheld else None,
        "datePublished": machine_time(article.published_on or article.published_at),
        "dateModified": machine_time(article.updated_on or article.updated_at),
        **_people(article),
        "publisher": {"@type": "NewsMediaOrganization", "name": publication.name, "url": f"{base_url}/"},
        "articleSection": article.section.name,
        "keywords": [tag.label for tag in article.tags],
        "about": [
            {"@type": "Thing", "name": tag.label, "sameAs": tag.same_as}
            for tag in article.tags
            if tag.same_as
        ],
        "inLanguage": article.language,
        "wordCount": article.word_count,
        "copyrightNotice": article.copyright_notice,
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": machine_time(correction.corrected_at),
            }
            for correction in article.corrections
        ],
        "isAccessibleForFree": True,
    }
    present = {name: value for name, value in properties.items() if value not in (None, "", [])}
    return _graph(present, _breadcrumb_data(breadcrumb, base_url, publication))


def _people(article: Article) -> dict[str, list[dict[str, str]]]:
    """The properties of schema.org for those who worked on it: in a role without one, `contributor`."""
    people: dict[str, list[dict[str, str]]] = {}
    for each in article.contributors:
        known = people.setdefault(each.role if each.role in _PEOPLE else "contributor", [])
        if (person := {"@type": "Person", "name": each.author.name}) not in known:
            known.append(person)
    return people


def section_data(
    breadcrumb: Sequence[Section], *, base_url: str, publication: PublicationSettings
) -> dict[str, Any]:
    """The BreadcrumbList of a section."""
    return _graph(_breadcrumb_data(breadcrumb, base_url, publication))


def _breadcrumb_data(
    breadcrumb: Sequence[Section], base_url: str, publication: PublicationSettings
) -> dict[str, Any]:
    """From the front page down the sections."""
    home = catalogue("pages", publication.language).translations.gettext("Home")
    steps = [(home, "/"), *((section.name, section_address(section.path)) for section in breadcrumb)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": base_url + address}
            for number, (name, address) in enumerate(steps, 1)
        ],
    }


def _image(image: Image) -> dict[str, Any]:
    properties = {
        "@type": "ImageObject",
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "caption": image.caption,
        "creditText": image.credit,
    }
    return {name: value for name, value in properties.items() if value is not None}


def _graph(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@graph": list(nodes)}
