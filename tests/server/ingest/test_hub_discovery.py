"""Which hubs tell of the news of a feed."""

import pytest

from broadsheet_server.fetching.fetched_document import FetchedDocument
from broadsheet_server.ingest.hub_discovery import HUBS_MAX, discover_hubs

URL = "https://post.example/feed"
HUB = "https://hub.example/"
ATOM = "xmlns='http://www.w3.org/2005/Atom'"
RSS = "<?xml version='1.0'?><rss><channel><link>https://post.example/</link>{}</channel></rss>"


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        (RSS.format(f"<link {ATOM} rel='hub' href='{HUB}'/><link {ATOM} rel='self' href='/me'/>"), "/me"),
        (f"<feed {ATOM}>&nbsp;<link rel='hub' href='{HUB}'/><entry/></feed>", "/feed"),
        (f"<feed {ATOM}><link rel='hub' href='{HUB}'/><link rel='self' href='file:///me'/>", "/feed"),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "feed_url": "https://post.example/json",'
            f' "hubs": [7, {{"type": "rssCloud", "url": "x"}}, {{"type": "WebSub", "url": "{HUB}"}}]}}',
            "/json",
        ),
    ],
    ids=["RSS", "Atom", "a file as self", "JSON Feed"],
)
def test_a_feed_names_its_hub_and_itself(body: str, topic: str) -> None:
    found = discover_hubs(FetchedDocument(URL, body.encode()))
    assert (found.hub_urls, found.topic_url) == ([HUB], f"https://post.example{topic}")


def test_what_the_server_says_goes_before_what_the_feed_says() -> None:
    body = f"<feed {ATOM}><link rel='hub' href='https://other.example/'/><link rel='self' href='/me'/></feed>"
    links = [f'<{HUB}>; rel="hub"', "<https://hub2.example/>; rel=hub, </topic>; rel=self"]
    found = discover_hubs(FetchedDocument(URL, body.encode(), link_headers=links))
    assert found.hub_urls == [HUB, "https://hub2.example/"]
    assert found.topic_url == "https://post.example/topic"


@pytest.mark.parametrize(
    "body",
    [
        RSS.format(f"<item><link {ATOM} rel='hub' href='{HUB}'/></item>"),
        f"<feed {ATOM}><link rel='hub' href='javascript:alert(1)'/><link rel='hub' href='http://[x'/></feed>",
        f"<feed {ATOM}><link rel='hub' href='https://ada:secret@hub.example/'/></feed>",
        "<rss><channel><link rel='hub' href='https://hub.example/'/></channel></rss>",
        '{"version": "https://jsonfeed.org/version/1.1", "hubs": "https://hub.example/"}',
        '["https://jsonfeed.org/version/1.1"]',
        f"<rss><channel><atom:link rel='hub' href='{HUB}'/></channel></rss>",
        "<rss",
        "",
    ],
    ids=[
        "of an item",
        "no web address",
        "a password",
        "no Atom",
        "no list",
        "no object",
        "no namespace",
        "cut",
        "empty",
    ],
)
def test_what_names_no_hub_has_none(body: str) -> None:
    assert discover_hubs(FetchedDocument(URL, body.encode())).hub_urls == []


def test_a_feed_that_names_very_many_hubs_has_a_few() -> None:
    links = "".join(f"<link {ATOM} rel='hub' href='/{number}'/>" for number in range(99))
    assert len(discover_hubs(FetchedDocument(URL, RSS.format(links).encode())).hub_urls) == HUBS_MAX
