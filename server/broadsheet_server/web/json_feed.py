"""A feed as JSON Feed (version 1.1, jsonfeed.org)."""

import json
from typing import Any, Final

from broadsheet_server.reading.read_models import Article, Image
from broadsheet_server.web.feed_entries import Feed, author_names, content, entry_id, shown_images
from broadsheet_server.web.xml_documents import timestamp

MEDIA_TYPE = "application/feed+json"
_VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> str:
    """The JSON document."""
    base_url, publication = feed.base_url, feed.publication
    return json.dumps(
        {
            "version": _VERSION,
            "title": feed.link.title,
            "home_page_url": base_url + feed.page,
            "feed_url": f"{base_url}{feed.link.path}.json",
            **({"description": feed.description} if feed.description else {}),
            "icon": f"{base_url}/favicon.ico",
            "language": publication.language,
            "authors": [{"name": publication.name, "url": f"{base_url}/"}],
            "items": [_item(article, base_url) for article in feed.articles],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _item(article: Article, base_url: str) -> dict[str, Any]:
    """An article. What is unknown is left out; an item must have some content."""
    url, images, body = base_url + article.path, shown_images(article), content(article, base_url)
    properties: dict[str, Any] = {
        "id": entry_id(article),
        "url": url,
        "external_url": article.canonical_url if article.canonical_url != url else None,
        "title": article.headline,
        "content_html": body,
        "content_text": None if body else article.summary or article.headline,
        "summary": article.summary,
        "image": images[0].url if images else None,
        "date_published": timestamp(article.published_at),
        "date_modified": timestamp(article.updated_at),
        "authors": [{"name": name} for name in author_names(article)],
        "tags": [article.section.name, *(tag.label for tag in article.tags)],
        "language": article.language,
        "attachments": [_attachment(image) for image in images],
    }
    return {name: value for name, value in properties.items() if value not in (None, "", [])}


def _attachment(image: Image) -> dict[str, str]:
    attachment = {"url": image.url, "mime_type": image.original.media_type}
    return attachment | ({"title": image.alt} if image.alt else {})
