"""Small WordPress exports, as its own exporter writes them, and what is read of them."""

import io

from broadsheet_server.ingest import wordpress
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.drafts import ArticleDraft

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
CHANNEL = (
    "<title>Harbour Post</title><link>https://post.example</link><language>en-GB</language>"
    "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://post.example</wp:base_blog_url>"
    "<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login>"
    "<wp:author_display_name><![CDATA[Ada Lee]]></wp:author_display_name></wp:author>"
)
CATEGORIES = "".join(
    f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename><![CDATA[{slug}]]>"
    f"</wp:category_nicename><wp:category_parent><![CDATA[{parent}]]></wp:category_parent>"
    f"<wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>"
    for number, slug, parent, name in (
        (2, "world", "", "World"),
        (3, "asia", "world", "Asia & Pacific"),
        (4, "boats", "", "Boats"),
        (5, "round", "about", "Round"),
        (6, "about", "round", "About"),
    )
)


def export(*items: str, channel: str = CHANNEL + CATEGORIES, version: str = "1.2") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/6.8" -->\n'
    head += f'<rss version="2.0" {NAMESPACES}>'
    body = "\n".join(items)
    return f"{head.replace('1.2/', version + '/')}\n<channel>{channel}\n{body}\n</channel>\n</rss>\n".encode()


def post(content: str = "The ferry docked.", number: int = 7, **texts: str) -> str:
    """A published post; `texts` replace or add elements, `meta` and `terms` are taken as they are."""
    values = {
        "title": "Ferry docks",
        "link": f"https://post.example/2026/10/ferry-{number}/",
        "dc:creator": "ada",
        "guid": f"https://post.example/?p={number}",
        "excerpt:encoded": "",
        "wp:post_id": str(number),
        "wp:post_date": "2026-10-12 06:30:00",
        "wp:post_date_gmt": "2026-10-12 04:30:00",
        "wp:post_modified_gmt": "2026-10-13 04:30:00",
        "wp:post_name": f"ferry-{number}",
        "wp:status": "publish",
        "wp:post_type": "post",
        "wp:post_password": "",
    }
    extra = texts.pop("terms", "") + texts.pop("meta", "")
    values |= {_QUALIFIED.get(name, f"wp:{name}"): value for name, value in texts.items()}
    elements = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in values.items())
    return f"<item>{elements}<content:encoded><![CDATA[{content}]]></content:encoded>{extra}</item>"


_QUALIFIED = {
    "title": "title",
    "link": "link",
    "creator": "dc:creator",
    "guid": "guid",
    "excerpt": "excerpt:encoded",
    "pubDate": "pubDate",
}


def term(slug: str, name: str, domain: str = "category") -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key><![CDATA[{key}]]></wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def picture(number: int, url: str, alt: str = "A ferry") -> str:
    """An attachment."""
    sides = 'a:2:{s:5:"width";i:1200;s:6:"height";i:800;s:5:"sizes";a:1:{s:5:"width";i:9;}}'
    return post(
        number=number,
        post_type="attachment",
        status="inherit",
        attachment_url=url,
        excerpt="The ferry at dusk",
        meta=meta("_wp_attachment_image_alt", alt) + meta("_wp_attachment_metadata", sides),
    )


Results = list[ParsedItem | RejectedItem]


def parse(data: bytes, **defaults: str) -> Results:
    return list(wordpress.parse(io.BytesIO(data), ImportDefaults(None, "en", **defaults)))


def only(data: bytes, **defaults: str) -> ParsedItem:
    [item] = [item for item in parse(data, **defaults) if not is_summary(item)]
    assert isinstance(item, ParsedItem), item
    return item


def draft(*items: str, **defaults: str) -> ArticleDraft:
    return only(export(*items), **defaults).draft


def rejected(data: bytes) -> RejectedItem:
    [item] = [item for item in parse(data) if isinstance(item, RejectedItem)]
    return item


def is_summary(item: ParsedItem | RejectedItem) -> bool:
    return isinstance(item, RejectedItem) and item.is_skipped and not item.position
