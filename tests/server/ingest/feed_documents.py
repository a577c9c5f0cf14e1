"""Feeds as other newspapers serve them."""

from collections.abc import Sequence

PAGE = """<!doctype html><html lang="en"><head><title>{headline}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{headline}">
<meta property="og:description" content="What the page says in short."></head>
<body><nav><a href="/">Home</a></nav><article><h1>{headline}</h1>{paragraphs}</article></body></html>"""


def item(name: str, text: str = "The harbour bridge opened to traffic on Monday.") -> str:
    """An item of RSS with a guid and a link of its own."""
    description = f"<description>{text}</description>" if text else ""
    return (
        f"<item><guid isPermaLink='false'>{name}</guid><title>Report {name}</title>"
        f"<link>https://post.example/{name}</link>{description}"
        "<pubDate>Fri, 20 Nov 2026 08:30:00 GMT</pubDate></item>"
    )


def rss(items: Sequence[str], *, title: str = "The Harbour Post", head: str = "") -> bytes:
    """An RSS document."""
    return (
        f"<rss version='2.0'><channel><title>{title}</title><link>https://post.example/</link>"
        f"<language>en</language>{head}{''.join(items)}</channel></rss>"
    ).encode()


def article_page(headline: str, paragraphs: int = 12) -> bytes:
    """The page of an article, whose text is longer than any summary."""
    text = "".join(
        f"<p>Paragraph {number} of “{headline}” tells what the council decided about the bridge, who spoke "
        "against it, and what the ferry company wants to do about the pier next spring.</p>"
        for number in range(paragraphs)
    )
    return PAGE.format(headline=headline, paragraphs=text).encode()
