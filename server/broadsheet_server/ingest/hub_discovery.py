"""The WebSub hubs that tell of a document's changes, and what they call it (WebSub, section 4)."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from broadsheet_server.fetching.fetched_document import FetchedDocument
from broadsheet_server.fetching.link_header import linked
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode
from broadsheet_server.ingest.xml_root import root_element

HUBS_MAX: Final = 5
URL_MAX: Final = 2_000
HEAD_ELEMENTS_MAX: Final = 1_000
_HEAD_BYTES: Final = 4_096
_FEEDS: Final = ("rss", "feed", "rdf")
_ITEMS: Final = ("item", "entry")
_LINK: Final = "{http://www.w3.org/2005/Atom}link"


@dataclass(frozen=True, slots=True)
class HubLinks:
    """The hubs of a document in its order, and the topic: the URL by which they know it."""

    hub_urls: Sequence[str]
    topic_url: str


def discover_hubs(document: FetchedDocument) -> HubLinks:
    """What the `Link` headers say, or else the links of an RSS or Atom feed, or `hubs` of a JSON Feed.

    A document that does not name itself is known by the URL where it was found.
    """
    fields = document.link_headers
    hubs, selves = linked(fields, "hub"), linked(fields, "self")
    if not hubs:
        links = list(_links_of_body(document.body))
        hubs = [target for relation, target in links if relation == "hub"]
        selves = selves or [target for relation, target in links if relation == "self"]
    topics = _web_addresses(document.url, selves)
    return HubLinks(_web_addresses(document.url, hubs)[:HUBS_MAX], topics[0] if topics else document.url)


def _web_addresses(base: str, targets: Sequence[str]) -> list[str]:
    """The targets as absolute URLs, each once; those that are no web addresses are left out."""
    return list(dict.fromkeys(url for target in targets if (url := _web_address(base, target))))


def _web_address(base: str, target: str) -> str | None:
    try:
        url = urljoin(base, target.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    return url if is_usable and len(url) <= URL_MAX and url.isprintable() and " " not in url else None


def _links_of_body(body: bytes) -> Iterator[tuple[str, str]]:
    """The relations `hub` and `self` with their targets."""
    head = body[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace")
    if root_element(head) in _FEEDS:
        yield from _links_of_feed(body)
    elif head.lstrip().startswith("{") and "jsonfeed.org/version/" in head.replace("\\/", "/"):
        yield from _links_of_json_feed(body)


def _links_of_feed(body: bytes) -> Iterator[tuple[str, str]]:
    """The Atom links of the feed itself. Those of items are theirs, so it is read as far as the first one,
    and `HEAD_ELEMENTS_MAX` elements at most.
    """
    parser = etree.iterparse(
        BytesIO(body), ("start",), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in islice(parser, HEAD_ELEMENTS_MAX):
            if re.split("[}:]", element.tag)[-1] in _ITEMS:  # a prefix without a namespace stays in the name
                return
            relations, target = (element.get("rel") or "").lower().split(), element.get("href")
            if element.tag == _LINK and target:
                yield from ((relation, target) for relation in relations if relation in ("hub", "self"))
    except etree.XMLSyntaxError:
        return


def _links_of_json_feed(body: bytes) -> Iterator[tuple[str, str]]:
    """`hubs` and `feed_url` (JSON Feed 1.1, "Subscribing to real-time notifications")."""
    try:
        feed = json.loads(decode(body)[0])
    except (UnreadableTextError, ValueError, RecursionError):
        return
    if not isinstance(feed, dict):
        return
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        is_websub = isinstance(hub, dict) and str(hub.get("type")).lower() == "websub"
        if is_websub and isinstance(target := hub.get("url"), str):
            yield "hub", target
    if isinstance(target := feed.get("feed_url"), str):
        yield "self", target
