"""An agency's NITF document comes in as its readers are meant to see it, and no earlier."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.ingest.parse_results import ParsedItem
from broadsheet_shared.vocabulary import TagKind
from tests.growth import slow_length
from tests.pictures import png
from tests.server.ingest.wire_documents import check_told, draft, nitf, only, parse, refused, whole


def test_a_document_becomes_an_article() -> None:
    article = draft(
        nitf(
            docdata=(
                '<doc-id id-string="veldt-0412" regsrc="VPA"/><date.issue norm="20261012T063000Z"/>'
                '<date.release norm="20261012T070000+0200"/><date.expire norm="20361012T0630Z"/>'
                '<ed-msg info="Mind the name Hale."/><du-key key="tram" version="3"/>'
                '<doc.copyright holder="Veldt Press Agency" year="2026"/>'
            ),
            body_head=(
                "<rights>Not for Ansel.</rights>"
                "<byline>By <person>Tomas Hale</person>, <byttl>Harbour Correspondent</byttl></byline>"
                "<distributor>Veldt Press Agency</distributor>"
                "<dateline><location>ANSEL</location>, <story.date>Oct 12</story.date> —</dateline>"
                "<abstract><p>Back in March.</p></abstract>"
            ),
            end="<tagline>Edited by Ada Lee</tagline>",
            root='nitf baselang="en-GB"',
        )
    )
    assert (article.headline, article.summary) == ("Trams return", "Back in March.")
    assert article.body_html == "<p>The trams return.</p><p>Edited by Ada Lee</p>"
    assert (article.external_reference, article.reference_source, article.version) == ("veldt-0412", "VPA", 3)
    assert str(article.updated_at) == "2026-10-12 06:30:00+00:00"
    assert str(article.embargoed_until) == "2026-10-12 05:00:00+00:00"
    assert str(article.expires_at) == "2036-10-12 06:30:00+00:00"
    assert article.byline == "By Tomas Hale, Harbour Correspondent"
    assert [author.name for author in article.authors] == ["Tomas Hale"]
    assert (article.dateline, article.language) == ("ANSEL", "en-GB")
    assert article.copyright_holder == "Veldt Press Agency"
    assert (article.source_name, article.usage_terms) == ("Veldt Press Agency", "Not for Ansel.")
    assert (article.copyright_notice, article.editorial_note) == (
        "© 2026 Veldt Press Agency",
        "Mind the name Hale.",
    )


def test_its_subjects_and_people_become_tags() -> None:
    article = draft(
        nitf(
            head=(
                '<tobject><tobject.subject tobject.subject.refnum="11006000" '
                'tobject.subject.type="Politics" tobject.subject.matter="Local government"/></tobject>'
            ),
            docdata=(
                '<key-list><keyword key="trams, bridges"/></key-list><evloc city="Ansel"/>'
                "<identified-content><person><name.given>Ilse</name.given><name.family>Tarrant</name.family></person>"
                '<org idsrc="vx" value="TRM">Ansel Trams</org><event>Regatta</event>'
                "<location><city>Quay</city><country>Veldt</country></location></identified-content>"
            ),
        )
    )
    subject = article.tags[0]
    assert (subject.scheme, subject.code) == ("http://cv.iptc.org/newscodes/subjectcode/", "11006000")
    assert [(tag.label, tag.kind) for tag in article.tags] == [
        ("Local government", TagKind.TOPIC),
        ("trams", TagKind.TOPIC),
        ("bridges", TagKind.TOPIC),
        ("Ilse Tarrant", TagKind.PERSON),
        ("Ansel Trams", TagKind.ORGANISATION),
        ("Regatta", TagKind.EVENT),
        ("Quay, Veldt", TagKind.PLACE),
        ("Ansel", TagKind.PLACE),
    ]
    assert (article.tags[4].scheme, article.tags[4].code) == ("vx", "TRM")


@pytest.mark.parametrize(
    ("status", "withdrawn", "withheld"),
    [
        ("usable", False, False),
        ("", False, False),
        ("canceled", True, False),
        ("Killed", True, False),
        ("withheld", False, True),
        ("embargoed", False, True),
    ],
)
def test_its_status_decides_whether_it_is_seen(status: str, withdrawn: bool, withheld: bool) -> None:
    article = draft(nitf(status=f'management-status="{status}"'))
    assert (article.withdrawn, article.withheld) == (withdrawn, withheld)


def test_an_embargo_with_a_date_ends_by_itself() -> None:
    article = draft(
        nitf(docdata='<date.release norm="20261013T063000Z"/>', status='management-status="embargoed"')
    )
    assert (article.withheld, str(article.embargoed_until)) == (False, "2026-10-13 06:30:00+00:00")


def test_a_kill_is_obeyed_whatever_else_cannot_be_read() -> None:
    article = draft(nitf(docdata='<date.release norm="?"/>', status='management-status="killed"'))
    assert article.withdrawn


def test_of_several_releases_the_last_counts() -> None:
    several = '<date.release norm="20991013T063000Z"/><date.release norm="20261012T063000Z"/>'
    assert str(draft(nitf(docdata=several)).embargoed_until) == "2099-10-13 06:30:00+00:00"


@pytest.mark.parametrize(
    ("status", "docdata", "words"),
    [
        ('management-status="ready"', "", "The status “ready” is not usable"),
        ("", '<date.release norm="Monday"/>', "“Monday” is no date"),
        ("", "<date.release>soon</date.release>", "“soon” is no date"),
        ("", '<date.expire norm="20269999"/>', "“20269999” is no date"),
    ],
)
def test_a_status_or_an_embargo_that_cannot_be_read_publishes_nothing(
    status: str, docdata: str, words: str
) -> None:
    told = refused(nitf(status=status, docdata=docdata))
    assert told.startswith("line 1, <")
    assert words in told


def test_a_date_that_an_article_can_do_without_costs_only_itself() -> None:
    item = only(nitf(docdata='<date.issue norm="Monday"/>'))
    assert item.draft.updated_at is None
    assert item.notes == ("date left out: “Monday” is none like 20261012T063000Z (line 1, <date.issue>)",)


def test_a_document_may_take_back_an_earlier_one() -> None:
    _, earlier = parse(nitf(status='management-doc-idref="veldt-0411" management-idref-status="canceled"'))
    assert isinstance(earlier, ParsedItem)
    assert (earlier.draft.external_reference, earlier.draft.reference_source) == ("veldt-0411", "VPA")
    assert earlier.draft.withdrawn


def test_lower_headlines_are_the_summary_where_there_is_no_abstract() -> None:
    lower = "<hl1>Trams return</hl1><hl2>Plan agreed</hl2>"
    assert draft(nitf(hedline=lower)).summary == "Plan agreed"
    both = draft(nitf(hedline=lower, body_head="<abstract>In March.</abstract>"))
    assert (both.summary, both.body_html[:20]) == ("In March.", "<h2>Plan agreed</h2>")


def test_a_note_to_editors_is_not_printed() -> None:
    article = draft(
        nitf(body_head='<note type="pa"><p>New figure.</p></note><note><p>Call the desk.</p></note>')
    )
    assert article.body_html.startswith("<div><p>New figure.</p></div>")
    assert "desk" not in article.body_html
    assert article.editorial_note == "Call the desk."


def test_its_images_come_in_from_beside_it_and_what_cannot_is_said(tmp_path: Path) -> None:
    (tmp_path / "tram.png").write_bytes(png())
    item = only(
        nitf(
            '<media media-type="image"><media-reference source="small.png" width="10"/>'
            '<media-reference source="tram.png" width="1200" alternate-text="A tram"/>'
            "<media-caption>The tram.</media-caption><media-producer>Jo Ek</media-producer></media>"
            '<media media-type="image"><media-reference source="../secret.png"/></media>'
            '<media media-type="data"/>'
        ),
        folder=tmp_path,
    )
    [image] = item.draft.images
    assert (image.file, image.alt, image.caption, image.credit) == (
        tmp_path / "tram.png",
        "A tram",
        "The tram.",
        "Jo Ek",
    )
    assert item.notes == (
        "data left out: line 1, <media>",
        "image left out: “../secret.png” is outside the article's folder (line 1, <media>)",
    )


def test_names_of_characters_and_prefixes_without_a_namespace_are_read() -> None:
    doctype = '<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">\n'
    article = draft(
        doctype
        + nitf("<p>Caf&eacute;&nbsp;&amp;&LT; &odd;<x:y>z</x:y></p>", hedline="<hl1>Caf&eacute;</hl1>")
    )
    assert article.headline == "Café"
    assert article.body_html == "<p>Café\xa0&amp;&lt; &amp;odd;z</p>"


def test_a_namespace_in_any_prefix_is_read() -> None:
    document = nitf(root='nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/"')
    prefixed = document.replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:")
    assert draft(prefixed).headline == "Trams return"


def test_half_a_document_is_no_article() -> None:
    told = refused(nitf()[:-40])
    assert "The XML cannot be read" in told
    assert told.startswith("line 1, column")


def test_no_entity_of_a_document_is_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    doctype = f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert "declarations of its own" in refused(doctype + nitf("<p>&x;</p>"))
    assert "secret words" not in repr(parse(f'<!DOCTYPE nitf SYSTEM "{secret.as_uri()}">' + nitf()))


def test_a_document_that_would_fill_the_memory_is_refused() -> None:
    assert "more than 1,000,000 tags and attributes" in refused(nitf("<a/>" * 1_000_000))
    assert "larger than 32 MB" in refused(nitf(" " * 33 * 1024 * 1024))


def test_text_nested_too_deeply_is_refused() -> None:
    assert "nested more than 150 deep" in refused(nitf("<block>" * 200 + "x" + "</block>" * 200))
    assert "The XML cannot be read" in refused(nitf("<block>" * 400 + "x" + "</block>" * 400))


PIECES = st.sampled_from(
    (
        *(
            "<p>",
            "</p>",
            "<media>",
            "</media>",
            '<media-reference source="">',
            "<person>",
            "</person>",
            "text",
        ),
        *(
            "<note>",
            "</note>",
            "<frac/>",
            "<block>",
            "</block>",
            "&nbsp;",
            "&x;",
            "<![CDATA[",
            "]]>",
            "<hl2/>",
        ),
        *(
            '<date.issue norm="9999-12-31T23:59:59-14:00"/>',
            '<date.release norm="0001-01-01"/>',
            "<!--",
            "\0",
        ),
        *('<fn a="', '">', "<identified-content>", "<x:y/>", "<nitf>", "</nitf>", "<?p ?>", "<table/>"),
    )
)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=12), where=st.sampled_from(("content", "docdata", "head", "body_head"))
)
def test_whatever_stands_in_a_document_gets_a_sentence_and_never_a_crash(
    pieces: list[str], where: str
) -> None:
    check_told(parse(nitf(**{where: "".join(pieces)})))


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=60), at=st.integers(0, 300))
def test_any_bytes_in_a_document_get_a_sentence_and_never_a_crash(data: bytes, at: int) -> None:
    document = nitf().encode()
    check_told(parse(document[:at] + data + document[at:]))


@pytest.mark.parametrize(
    "pattern", ["<p>x</p>", "<person>", "<note>a</note>", "<media/>", "<p a='", "&nbsp;"]
)
def test_a_long_document_takes_time_by_its_length(pattern: str) -> None:
    assert slow_length(lambda text: parse(nitf(whole(text, pattern))), pattern) is None


def test_whom_the_byline_calls_a_photographer_is_no_author() -> None:
    byline = (
        "<byline>By <person>Tomas Hale<function>Harbour Editor</function></person>, photographs by "
        "<person><name.given>Bo</name.given> <name.family>Li</name.family>"
        '<function>Photographer</function></person>, <person function="translator">Mei Tan</person></byline>'
    )
    article = draft(nitf(body_head=byline))
    assert [author.name for author in article.authors] == ["Tomas Hale"]
    assert [(each.author.name, each.role.value) for each in article.contributors] == [
        *(("Bo Li", "photographer"), ("Mei Tan", "translator")),
    ]
