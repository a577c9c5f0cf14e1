"""Films, sounds, posts and charts of other sites in an article: each becomes a link in its place."""

from dataclasses import dataclass
from typing import Final

from broadsheet_server.newsroom.html_addresses import absolute_address, host, scheme
from broadsheet_server.newsroom.html_tree import VOID, Element

_PLAYERS: Final = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "youtube-video": ("videoid", "https://www.youtube.com/watch?v={}"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/{}"),
    "lite-vimeo": ("videoid", "https://vimeo.com/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-tiktok": ("data-src", "https://www.tiktok.com/embed/{}"),
    "amp-facebook": ("data-href", "{}"),
    "oembed": ("url", "{}"),
}
"""Elements of AMP, editors and scripts: where they keep what they show, and its address."""
_POSTS: Final = {"amp-twitter", "amp-instagram", "amp-facebook", "amp-tiktok"}
EMBED_TAGS = {
    *("iframe", "video", "audio", "object", "embed", "svg", "amp-video", "amp-iframe", "amp-audio"),
    *_PLAYERS,
}
_ADDRESSES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data", "data-url", "href")
_TITLES = ("title", "aria-label", "data-title", "playlabel", "alt")
_SHOWN = {"img", "amp-img", "picture", *EMBED_TAGS}
_POST_ADDRESSES = ("data-instgrm-permalink", "data-href", "data-tweet-url", "cite")
_KINDS = {
    "video": "a film",
    "amp-video": "a film",
    "audio": "a sound recording",
    "amp-audio": "a sound recording",
    "svg": "a drawing (SVG)",
}
_LABEL_MAX = 300


@dataclass(frozen=True, slots=True)
class Embed:
    """What is embedded. `url` is an https address, or "" where it can only be left out."""

    url: str
    title: str
    kind: str

    def label(self, caption: str = "") -> str:
        """The text of the link: the title, or else the caption, and where it leads."""
        site = host(self.url)
        title = self.title or caption
        return f"{title} ({site})" if title and site not in title else title or readable_address(self.url)

    @property
    def note(self) -> str:
        """What an editor is told where it is left out."""
        title = f": “{self.title}”" if self.title else ""
        return f"{self.kind} in the text is left out, because no https address leads to it{title}"


def embed(element: Element, base: str | None) -> Embed:
    """What the element embeds, with its first https address."""
    inner = (child for child in element.children if not isinstance(child, str))
    if player := _PLAYERS.get(element.tag):
        element = _played(element, *player)
    sources = [element, *(child for child in inner if child.tag in ("source", "embed"))]
    addresses = (
        absolute_address(source.attributes.get(name, ""), base) for source in sources for name in _ADDRESSES
    )
    url = next((address for address in addresses if scheme(address) == "https" and host(address)), "")
    kind = _KINDS.get(element.tag, "something of another site")
    title = next((title for source in sources if (title := _title(source))), "")
    return Embed("" if element.tag == "svg" else url, title, kind)


def _played(element: Element, name: str, address: str) -> Element:
    """The player with the address of what it plays."""
    played = element.attributes.get(name, "").strip()
    attributes = {**element.attributes, "src": address.format(played) if played else ""}
    return Element(element.tag, attributes, element.children)


def is_post(element: Element) -> bool:
    """Whether it shows a post, whose words may stand in it."""
    return element.tag in _POSTS


def post_address(element: Element, base: str | None) -> str:
    """The https address of a post that is to be shown in an empty block; "" where it is none."""
    given = [element.attributes[name] for name in _POST_ADDRESSES if name in element.attributes]
    if not given or element.text().strip() or any(each.tag in _SHOWN for each in element.elements()):
        return ""
    addresses = (absolute_address(each, base) for each in given)
    return next((each for each in addresses if scheme(each) == "https" and host(each)), "")


def has_substitute(element: Element) -> bool:
    """Whether it holds something for programs that do not know it."""
    return element.tag not in ("svg", "iframe") and any(
        child.strip() if isinstance(child, str) else child.tag not in VOID for child in element.children
    )


def _title(element: Element) -> str:
    """Of a drawing also its `title` element, or all of its text."""
    titles = [element.attributes.get(name, "") for name in _TITLES]
    if element.tag == "svg":
        titles += [each.text() for each in element.elements() if each.tag == "title"]
        titles.append(element.text())
    return next((line for title in titles if (line := " ".join(title.split()))), "")[:_LABEL_MAX]


def readable_address(url: str) -> str:
    """An address as the text of a link."""
    return url.partition("://")[2].partition("?")[0].removeprefix("www.").rstrip("/")[:_LABEL_MAX]
