"""A feed as Atom (RFC 4287)."""

from xml.etree.ElementTree import Element

from broadsheet_server.reading.read_models import Article
from broadsheet_server.web.addresses import section_address
from broadsheet_server.web.feed_entries import Feed, author_names, content, entry_id, shown_images
from broadsheet_server.web.xml_documents import add, document, element, timestamp

MEDIA_TYPE = "application/atom+xml"


def atom(feed: Feed) -> str:
    """The Atom document."""
    publication, base_url = feed.publication, feed.base_url
    root = element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": publication.language})
    add(root, "id", feed.id)
    add(root, "title", feed.link.title)
    if feed.description:
        add(root, "subtitle", feed.description)
    add(root, "updated", timestamp(feed.updated_at))
    add(root, "link", rel="self", type=MEDIA_TYPE, href=f"{base_url}{feed.link.path}.atom")
    add(root, "link", rel="alternate", type="text/html", href=base_url + feed.page)
    add(add(root, "author"), "name", publication.name)
    if publication.copyright_notice:
        add(root, "rights", publication.copyright_notice)
    add(root, "icon", f"{base_url}/favicon.ico")
    for article in feed.articles:
        _add_entry(root, article, base_url)
    return document(root)


def _add_entry(root: Element, article: Article, base_url: str) -> None:
    url = base_url + article.path
    entry = add(root, "entry", xml_lang=article.language)
    add(entry, "id", entry_id(article))
    add(entry, "title", article.headline, type="text")
    add(entry, "link", rel="alternate", type="text/html", hreflang=article.language, href=url)
    add(entry, "published", timestamp(article.published_at))
    add(entry, "updated", timestamp(article.updated_at))
    for name in author_names(article):
        add(add(entry, "author"), "name", name)
    _add_categories(entry, article, base_url)
    if article.copyright_notice:
        add(entry, "rights", article.copyright_notice)
    if article.summary:
        add(entry, "summary", article.summary, type="text")
    if body := content(article, base_url):
        add(entry, "content", body, type="html", xml_base=url)
    for image in shown_images(article):
        media_type = image.original.media_type
        add(entry, "link", rel="enclosure", type=media_type, title=image.alt, href=image.url)


def _add_categories(entry: Element, article: Article, base_url: str) -> None:
    """The section, then the tags. A scheme is where its terms are at home."""
    section = article.section
    scheme = base_url + section_address("")
    add(entry, "category", term=section.path, label=section.name, scheme=scheme)
    for tag in article.tags:
        add(entry, "category", term=tag.slug, label=tag.label, scheme=f"{base_url}/tags/")
