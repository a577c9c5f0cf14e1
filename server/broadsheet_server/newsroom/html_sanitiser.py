"""Makes HTML from outside an article's body: safe, readable everywhere, and as text.

lxml parses it, `html_elements` says what becomes of each element, and nh3 enforces an allow-list of elements,
attributes and URL schemes on what was written, so that safety depends on no code of ours.
"""

from dataclasses import dataclass
from typing import Final

import nh3

from broadsheet_server.newsroom.html_addresses import LINK_SCHEMES, scheme
from broadsheet_server.newsroom.html_attributes import ID_PREFIX, BodyLinks
from broadsheet_server.newsroom.html_body import HtmlBody
from broadsheet_server.newsroom.html_elements import WRITERS
from broadsheet_server.newsroom.html_images import BodyImage
from broadsheet_server.newsroom.html_media import image_notes
from broadsheet_server.newsroom.html_tree import parse
from broadsheet_server.newsroom.remote_images import RemoteImages

_NONE: RemoteImages = {}
_WEB = ("http", "https")

OPEN_COMMENT: Final = (
    "a comment in the text (<!--) has no end, and what stands behind its beginning is left out"
)

_ALLOWED_TAGS = {
    *("p", "h2", "h3", "h4", "blockquote", "pre", "hr", "br", "figure", "figcaption", "img", "a", "span"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("b", "i", "em", "strong", "u", "s", "del", "ins", "mark", "sub", "sup", "q", "cite", "abbr"),
    *("code", "kbd", "samp", "var", "bdi", "bdo", "ruby", "rt", "rp"),
}
_ALLOWED_ATTRIBUTES = {
    "*": {"lang", "dir", "id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ALLOW_LIST = nh3.Cleaner(
    tags=_ALLOWED_TAGS,
    attributes=_ALLOWED_ATTRIBUTES,
    url_schemes=LINK_SCHEMES,
    url_relative="pass_through",  # links within the body and fetched images: all others were made absolute
    link_rel="noopener noreferrer",
    id_prefix=ID_PREFIX,
)


@dataclass(frozen=True, slots=True)
class SanitisedBody:
    """A body that may be shown. `text` is what it says without markup, without what is struck out.

    `images` are those in it; `notes` tell an editor what was left out, and why. `remote_images` are the
    addresses of all images on other servers, also of those that only a server may load because they are http.
    """

    html: str
    text: str
    images: tuple[BodyImage, ...] = ()
    notes: tuple[str, ...] = ()
    remote_images: tuple[str, ...] = ()


def sanitise(
    markup: str,
    base: str | None = None,
    *,
    language: str = "",
    headline: str = "",
    remote: RemoteImages = _NONE,
) -> SanitisedBody:
    """Make a body of HTML, of a whole page or a part of one.

    Relative addresses begin at `base`; without it they are left out. Quotation marks in the text are those of
    `language` (BCP 47). A heading that repeats `headline` is left out. Images of `remote` are shown
    from the media folder. Raises HostileMarkupError.
    """
    root = parse(markup)
    links = BodyLinks(base, root if "#" in markup else None)
    body = HtmlBody(WRITERS, links, base, language, headline, remote)
    body.write_children(root.children)
    if markup.rfind("<!--") > markup.rfind("-->"):
        body.notes.append(OPEN_COMMENT)
    notes = dict.fromkeys([*body.notes, *image_notes(body)])
    addresses = [*(image.url for image in body.images), *(image.url for image in body.lost_images)]
    return SanitisedBody(
        html=_ALLOW_LIST.clean(body.html.html()),
        text=body.text.text(),
        images=tuple(body.images),
        notes=tuple(notes),
        remote_images=tuple(dict.fromkeys(url for url in addresses if scheme(url) in _WEB)),
    )
