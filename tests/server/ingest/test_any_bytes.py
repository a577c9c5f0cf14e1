"""Whatever a file holds, an import gives a report of it, and never a traceback."""

import bz2
import gzip
import io
import json
import lzma
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.ingest.source_files import SourceFiles
from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import RejectedDraftError
from tests.server.ingest.archive_files import tarred, zipped
from tests.server.ingest.ninjs_documents import image_association, ninjs

pytestmark = pytest.mark.slow

URL = "https://courier.example/2026/ferry"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>The Courier</title><link>https://courier.example/</link><language>en</language>
<item><title>Ferry &amp; crane</title><link>https://courier.example/ferry</link>
<guid isPermaLink="false">7</guid>
<pubDate>Mon, 12 Oct 2026 06:30:00 CEST</pubDate><category domain="a">Ferries</category>
<author>a@b.example (A)</author>
<description>Short.</description>
<content:encoded><![CDATA[<p>It <a href="/x">sails</a>.</p>]]></content:encoded>
<media:content url="https://courier.example/a.png" type="image/png" width="100" height="80"/>
</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"
xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en">
<id>tag:courier.example,2026:feed</id><title type="html">The &lt;b&gt;Courier&lt;/b&gt;</title>
<entry xml:base="https://courier.example/"><id>tag:courier.example,2026:1</id><title>Ferry</title>
<link href="ferry"/>
<updated>2026-10-12T06:30:00Z</updated><author><name>Ada</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It sails.</p></div></content></entry>
<at:deleted-entry ref="tag:courier.example,2026:2" when="2026-10-12T06:30:00Z"/></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Courier",
    "home_page_url": "https://courier.example/",
    "items": [
        {
            "id": 7,
            "url": "/ferry",
            "title": "Ferry",
            "content_html": "<p>It sails.</p>",
            "date_published": "2026-10-12T06:30:00Z",
            "authors": [{"name": "Ada"}],
            "tags": ["ferries"],
            "attachments": [{"url": "https://courier.example/a.mp3", "mime_type": "audio/mpeg"}],
        }
    ],
}
LINKED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry",
    "datePublished": "2026-10-12T06:30+02:00",
    "author": [{"@type": "Person", "name": "Ada"}],
    "publisher": {"name": "The Courier"},
}
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry | The Courier</title>
<link rel="canonical" href="{URL}"><meta property="og:type" content="article">
<script type="application/ld+json">{json.dumps(LINKED)}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Ferry</h1>{"<p>The ferry sails on Monday at noon.</p>" * 9}
<img src="a.png" alt="A ferry"></article></body></html>"""
FRONT_MATTER = """---
title: "Ferry: sails"
date: 2026-10-12 06:30
categories: [city, harbour]
tags: [a, {name: b}]
image: {src: a.png, alt: A ferry}
draft: false
---
It *sails*[^1].

[^1]: At noon.
"""
TOML = '+++\ntitle = "Ferry"\ndate = 2026-10-12T06:30:00Z\n[taxonomies]\ntags = ["a"]\n+++\nIt sails.\n'
DOCUMENTS: dict[str, bytes] = {
    "ninjs": json.dumps(ninjs(associations=[image_association()])).encode(),
    "ninjs in lines": b"\n".join(json.dumps(ninjs(uri=f"tag:a.example,2026:{n}")).encode() for n in range(3)),
    "RSS": RSS.encode(),
    "Atom": ATOM.encode(),
    "JSON Feed": json.dumps(JSON_FEED).encode(),
    "page": PAGE.encode(),
    "front matter in YAML": FRONT_MATTER.encode(),
    "front matter in TOML": TOML.encode(),
}
ARCHIVES = {
    "zip": zipped({"a/b.txt": FRONT_MATTER.encode(), "a/c.json": DOCUMENTS["ninjs"]}),
    "tar": tarred({"a/b.txt": FRONT_MATTER.encode(), "a/c.json": DOCUMENTS["ninjs"]}),
    "tar.gz": gzip.compress(tarred({"a.txt": FRONT_MATTER.encode()})),
    "tar.bz2": bz2.compress(tarred({"a.txt": FRONT_MATTER.encode()})),
    "tar.xz": lzma.compress(tarred({"a.txt": FRONT_MATTER.encode()})),
}
CHARSETS = (
    None,
    "utf-8",
    "iso-8859-1",
    "gb2312",
    "utf-16",
    "idna",
    "punycode",
    "unicode_escape",
    "hex",
    "x",
    "",
)
HOSTILE_VALUES = (
    *(
        None,
        True,
        -1,
        1e308,
        10**400,
        "",
        " ",
        "\0",
        "\ud800",
        "\u202e",
        "a" * 5_000,
        "http://[",
        "//",
        "data:,",
    ),
    *([], {}, [[]], [None], {"": None}, [{"name": {}}], "<p>" * 300, "2026-13-45", "0000-00-00T00:00:00Z"),
)
HOSTILE_TEXTS = (
    *(
        b"\0",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"&#0;",
        b"&x;",
        b"<a ",
        b"</",
        b"---\n",
        b'"',
        b"\\u0000",
        b"{",
        b"[[",
    ),
    *(b"\r", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x80" * 50, b"PK\x03\x04", b"\x1f\x8b"),
)

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def report_of(data: bytes, charset: str | None = None, *, full_text: bool = False) -> None:
    """Parse a file as an import does, and validate what comes of it."""
    defaults = ImportDefaults(None, "en", url=URL, charset=charset, full_text=full_text)
    for result in parse_file(io.BytesIO(data), defaults):
        if isinstance(result, RejectedItem):
            assert result.reason.rstrip().endswith((".", "!", "?", "”")), result.reason
        else:
            validated(result)


def validated(item: ParsedItem) -> None:
    with suppress(RejectedDraftError):
        validated_content(item.draft, media=MediaFolder(Path("none")), now=datetime(2026, 11, 1, tzinfo=UTC))


@st.composite
def damaged(draw: st.DrawFn, document: bytes) -> bytes:
    """A document with pieces cut, repeated, swapped, or replaced by what breaks parsers."""
    data = document
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(data)))
        end = min(len(data), begin + draw(st.integers(0, 40)))
        piece = draw(
            st.one_of(
                st.sampled_from(HOSTILE_TEXTS),
                st.binary(max_size=8),
                st.integers(2, 30).map(lambda times, part=data[begin:end]: part * times),
            )
        )
        data = data[:begin] + piece + data[end:]
    return data


@st.composite
def odd_json(draw: st.DrawFn, document: object) -> bytes:
    """A document of JSON of which some members are what nobody expects."""
    value = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 5))):
        holder = draw(st.sampled_from(list(_holders(value))))
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if keys:
            holder[draw(st.sampled_from(keys))] = deepcopy(draw(st.sampled_from(HOSTILE_VALUES)))
    return json.dumps(value).encode()


@st.composite
def odd_xml(draw: st.DrawFn, document: str) -> bytes:
    """A document of XML of which some elements stand where they may not, have another name, or are empty."""
    root = etree.fromstring(document.encode())
    for _ in range(draw(st.integers(1, 5))):
        elements = list(root.iter("*"))
        element, other = draw(st.sampled_from(elements)), draw(st.sampled_from(elements))
        match draw(st.integers(0, 3)):
            case 0:
                other.append(deepcopy(element))
            case 1:
                element.tag = other.tag
            case 2:
                element.text = draw(st.sampled_from(("", "http://[", "a" * 2_000, "-1", "<b>&amp;")))
            case 3:
                for name in element.attrib:
                    element.set(name, draw(st.sampled_from(("", "http://[", "a" * 2_000, "-1"))))
    return etree.tostring(root)


def _holders(value: object) -> list[dict[str, object] | list[object]]:
    if not isinstance(value, dict | list):
        return []
    members = value.values() if isinstance(value, dict) else value
    return [value, *(holder for member in members for holder in _holders(member))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_samples_are_articles(name: str) -> None:
    results = list(parse_file(io.BytesIO(DOCUMENTS[name]), ImportDefaults(None, "en", url=URL)))
    assert results
    assert all(isinstance(result, ParsedItem) for result in results)


@QUICK
@given(data=st.binary(max_size=400), charset=st.sampled_from(CHARSETS))
@example(data=b"", charset=None)
@example(data=b"\xff\xfe<", charset=None)
@example(data=b"<rss>" * 1000, charset=None)
@example(data=b"[" * 100_000, charset=None)
@example(data=b'{"a":' * 100_000, charset=None)
@example(data=b'{"version":"https://jsonfeed.org/version/1",' + b'"a":[' * 100_000, charset=None)
@example(data=b"<html>" + b"<div>" * 100_000, charset=None)
def test_any_bytes_get_a_report(data: bytes, charset: str | None) -> None:
    report_of(data, charset)


@pytest.mark.parametrize("start", ["<rss>", "<feed>", "<html>", "<rdf:RDF>", '{"', "[{", "---\n", "+++\n"])
@QUICK
@given(rest=st.binary(max_size=300), charset=st.sampled_from(CHARSETS))
def test_any_bytes_behind_the_beginning_of_a_format_get_a_report(
    start: str, rest: bytes, charset: str | None
) -> None:
    report_of(start.encode() + rest, charset)


@pytest.mark.parametrize("name", DOCUMENTS)
@QUICK
@given(data=st.data(), charset=st.sampled_from(CHARSETS), full_text=st.booleans())
def test_a_damaged_document_gets_a_report(
    name: str, data: st.DataObject, charset: str | None, full_text: bool
) -> None:
    report_of(data.draw(damaged(DOCUMENTS[name])), charset, full_text=full_text)


@pytest.mark.parametrize(
    "document", [ninjs(associations=[image_association()]), JSON_FEED], ids=["ninjs", "JSON Feed"]
)
@QUICK
@given(data=st.data())
def test_members_that_nobody_expects_get_a_report(document: object, data: st.DataObject) -> None:
    report_of(data.draw(odd_json(document)))


@pytest.mark.parametrize("document", [RSS, ATOM], ids=["RSS", "Atom"])
@QUICK
@given(data=st.data(), full_text=st.booleans())
def test_elements_where_nobody_expects_them_get_a_report(
    document: str, data: st.DataObject, full_text: bool
) -> None:
    report_of(data.draw(odd_xml(document)), full_text=full_text)


def test_a_feed_with_an_item_in_a_link_is_refused_in_a_sentence() -> None:
    data = (
        b"<rss version='2.0'><channel><item><title>a</title><link><item></item></link></item></channel></rss>"
    )
    (result,) = parse_file(io.BytesIO(data), ImportDefaults(None, "en"))
    assert isinstance(result, RejectedItem)
    assert result.reason == "The feed cannot be read: elements stand in it where none may stand."


@QUICK
@given(data=st.data())
def test_metadata_of_a_page_that_nobody_expects_gets_a_report(data: st.DataObject) -> None:
    linked = data.draw(odd_json(LINKED))
    report_of(PAGE.encode().replace(json.dumps(LINKED).encode(), linked))


@pytest.mark.parametrize("name", ARCHIVES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_archive_gets_a_report(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("damaged") / f"a.{name}"
    path.write_bytes(data.draw(damaged(ARCHIVES[name])))
    for file in SourceFiles(lambda urls: iter(())).find([path]):
        if not file.fault:
            with file.open() as opened:
                report_of(opened.read())
