"""Articles written in the formats that are imported: a further format is one function and one line here."""

import json
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from html import escape
from typing import Any

from broadsheet_server.newsroom.drafts import ArticleDraft

Write = Callable[[Sequence[ArticleDraft]], list[str]]
"""Writes articles as the texts of one or more files."""

SOURCE = "https://courier.example"


def ninjs(drafts: Sequence[ArticleDraft]) -> list[str]:
    """One file, one item a line."""
    return ["\n".join(json.dumps(_ninjs_item(draft)) for draft in drafts)]


def _ninjs_item(draft: ArticleDraft) -> dict[str, Any]:
    return {
        "uri": f"{SOURCE}/{draft.slug}",
        "type": "text",
        "firstCreated": _iso(draft),
        "versionCreated": _iso(draft),
        "language": draft.language,
        "headlines": [{"role": "main", "value": draft.headline}],
        "descriptions": [{"role": "summary", "value": draft.summary}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": draft.body_html}],
        "by": draft.byline,
        "infoSources": [{"role": "author", "name": author.name} for author in draft.authors],
        "subjects": [{"name": tag.label} for tag in draft.tags],
        "associations": [
            {
                "type": "picture",
                "descriptions": [{"role": "caption", "value": image.caption}],
                "renditions": [
                    {
                        "href": image.url,
                        "contentType": image.media_type,
                        "width": image.width,
                        "height": image.height,
                    }
                ],
            }
            for image in draft.images
        ],
    }


def rss(drafts: Sequence[ArticleDraft]) -> list[str]:
    """One feed."""
    items = "".join(map(_rss_item, drafts))
    return [
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Courier</title>'
        f"<link>{SOURCE}/</link><language>en</language>{items}</channel></rss>"
    ]


def _rss_item(draft: ArticleDraft) -> str:
    creators = "".join(f"<dc:creator>{escape(author.name)}</dc:creator>" for author in draft.authors)
    categories = "".join(f"<category>{escape(tag.label)}</category>" for tag in draft.tags)
    assert draft.published_at
    published = format_datetime(draft.published_at)
    return (
        f"<item><title>{escape(draft.headline)}</title><link>{SOURCE}/{draft.slug}</link>"
        f'<guid isPermaLink="false">{draft.slug}</guid><pubDate>{published}</pubDate>'
        f"<description>{escape(draft.summary or '')}</description>{creators}{categories}"
        f"<content:encoded>{escape(draft.body_html)}</content:encoded></item>"
    )


def html_pages(drafts: Sequence[ArticleDraft]) -> list[str]:
    """A page an article, with what a site has around it."""
    return [_html_page(draft) for draft in drafts]


def _html_page(draft: ArticleDraft) -> str:
    metadata = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": draft.headline,
        "description": draft.summary,
        "datePublished": _iso(draft),
        "author": [{"@type": "Person", "name": author.name} for author in draft.authors],
        "publisher": {"@type": "Organization", "name": "The Courier"},
        "url": f"{SOURCE}/{draft.slug}",
    }
    links = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(draft.headline)} | The Courier</title>'
        f'<link rel="canonical" href="{SOURCE}/{draft.slug}"><script type="application/ld+json">'
        f"{json.dumps(metadata)}</script></head><body><nav><ul>{links}</ul></nav><article>"
        f"<h1>{escape(draft.headline)}</h1>{draft.body_html}</article><footer><ul>{links}</ul></footer></body></html>"
    )


def newsml_g2(drafts: Sequence[ArticleDraft]) -> list[str]:
    """One message."""
    items = "".join(map(_news_item, drafts))
    return [
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        f"<header/><itemSet>{items}</itemSet></newsMessage>"
    ]


def _news_item(draft: ArticleDraft) -> str:
    creators = "".join(f"<creator><name>{escape(author.name)}</name></creator>" for author in draft.authors)
    subjects = "".join(f"<subject><name>{escape(tag.label)}</name></subject>" for tag in draft.tags)
    images = "".join(
        f'<remoteContent href="{image.url}" contenttype="{image.media_type}" width="{image.width}" '
        f'height="{image.height}"><altText>{escape(image.alt)}</altText></remoteContent>'
        for image in draft.images
    )
    return (
        f'<newsItem guid="{SOURCE}/{draft.slug}" version="1" xml:lang="en"><itemMeta>'
        '<itemClass qcode="ninat:text"/><provider><name>The Courier</name></provider>'
        f"<versionCreated>{_iso(draft)}</versionCreated><firstCreated>{_iso(draft)}</firstCreated>"
        '<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><language tag="en"/>'
        f"{creators}{subjects}<headline>{escape(draft.headline)}</headline>"
        f"<by>{escape(draft.byline or '')}</by><description>{escape(draft.summary or '')}</description>"
        "</contentMeta><contentSet>"
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<body>{draft.body_html}</body></html></inlineXML>{images}</contentSet></newsItem>"
    )


def nitf(drafts: Sequence[ArticleDraft]) -> list[str]:
    """A document an article."""
    return [_nitf_document(draft) for draft in drafts]


def _nitf_document(draft: ArticleDraft) -> str:
    people = ", ".join(f"<person>{escape(author.name)}</person>" for author in draft.authors)
    keywords = "".join(f'<keyword key="{escape(tag.label)}"/>' for tag in draft.tags)
    images = "".join(
        f'<media media-type="image"><media-reference source="{image.url}" mime-type="{image.media_type}" '
        f'width="{image.width}" height="{image.height}" alternate-text="{escape(image.alt)}"/>'
        f"<media-caption>{escape(image.caption or '')}</media-caption></media>"
        for image in draft.images
    )
    assert draft.published_at
    issued = f"{draft.published_at:%Y%m%dT%H%M%SZ}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><nitf baselang="en"><head><docdata management-status="usable">'
        f'<doc-id id-string="{draft.slug}" regsrc="The Courier"/>'
        f'<date.issue norm="{issued}"/><key-list>{keywords}</key-list></docdata></head>'
        f"<body><body.head><hedline><hl1>{escape(draft.headline)}</hl1></hedline><byline>By {people}</byline>"
        f"<abstract><p>{escape(draft.summary or '')}</p></abstract></body.head>"
        f"<body.content>{draft.body_html}{images}</body.content></body></nitf>"
    )


def _iso(draft: ArticleDraft) -> str:
    assert draft.published_at
    return draft.published_at.isoformat()


DOCUMENTS: dict[str, tuple[str, Write]] = {
    "ninjs": (".jsonl", ninjs),
    "RSS": (".xml", rss),
    "HTML pages": (".html", html_pages),
    "NewsML-G2": (".xml", newsml_g2),
    "NITF": (".xml", nitf),
}
"""The suffix of the files, and what writes them, by the name of the format."""
