"""An agency's NewsML-G2 comes in as its readers are meant to see it, and no earlier."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.growth import slow_length
from tests.server.ingest.wire_documents import (
    GUID,
    NITF,
    PARAGRAPH,
    PLAIN,
    STATUS_USABLE,
    XHTML,
    check_told,
    draft,
    message,
    news_item,
    nitf,
    only,
    parse,
    refused,
    whole,
)


def test_an_item_becomes_an_article() -> None:
    article = draft(
        news_item(
            item_meta=(
                '<provider qcode="nprov:VPA"><name>Veldt Press Agency</name></provider>'
                "<versionCreated>2026-10-12T08:30:00+02:00</versionCreated>"
                "<firstCreated>2026-10-12T06:00:00Z</firstCreated><embargoed>2026-10-12T07:00:00Z</embargoed>"
                '<pubStatus qcode="stat:usable"/><edNote>Mind the name Hale.</edNote>'
                '<link rel="itemrel:evolvedFrom" residref="urn:newsml:veldt.example:20261011:tram"/>'
            ),
            content_meta=(
                '<language tag="en-AU"/><headline>Trams return</headline><by>By Tomas Hale</by>'
                '<creator qcode="vp:hale"><name>Tomas Hale</name></creator><dateline>ANSEL</dateline>'
                '<description role="drol:summary">Back in March.</description>'
            ),
            rights=(
                "<copyrightHolder><name>Veldt Press Agency</name></copyrightHolder>"
                "<usageTerms>Not for Ansel.</usageTerms>"
            ),
        )
    )
    assert (article.headline, article.summary) == ("Trams return", "Back in March.")
    assert PARAGRAPH in article.body_html
    assert (article.external_reference, article.reference_source, article.version) == (GUID, None, 3)
    assert article.replaces == ("urn:newsml:veldt.example:20261011:tram",)
    assert str(article.published_at) == "2026-10-12 06:00:00+00:00"
    assert str(article.updated_at) == "2026-10-12 06:30:00+00:00"
    assert str(article.embargoed_until) == "2026-10-12 07:00:00+00:00"
    assert (article.byline, article.dateline, article.language) == ("By Tomas Hale", "ANSEL", "en-AU")
    assert [(author.name, author.code) for author in article.authors] == [("Tomas Hale", "vp:hale")]
    assert (article.source_name, article.copyright_notice) == ("Veldt Press Agency", "© Veldt Press Agency")
    assert article.copyright_holder == "Veldt Press Agency"
    assert (article.usage_terms, article.editorial_note) == ("Not for Ansel.", "Mind the name Hale.")


def test_its_subjects_become_tags_in_its_language() -> None:
    item = only(
        news_item(
            first='<catalog><scheme alias="vp" uri="https://veldt.example/people/"/></catalog>'
            '<assert qcode="vx:TRM"><name>Ansel Trams</name></assert>',
            content_meta=(
                "<headline>x</headline><keyword>bridges</keyword>"
                '<subject type="cpnat:abstract" qcode="medtop:20000593"><name xml:lang="de">Verwaltung</name>'
                '<name xml:lang="en">local government</name></subject>'
                '<subject type="cpnat:person" qcode="vp:tarrant"><name>Ilse Tarrant</name>'
                '<sameAs qcode="wd:Q9"/></subject><subject type="cpnat:organisation" qcode="vx:TRM"/>'
                '<subject typeuri="http://cv.iptc.org/newscodes/cpnature/geoArea" literal="Ansel"/>'
                '<subject type="cpnat:event"><name>Regatta</name></subject><subject qcode="vx:7"/>'
            ),
        )
    )
    assert [(tag.label, tag.kind) for tag in item.draft.tags] == [
        ("local government", TagKind.TOPIC),
        ("Ilse Tarrant", TagKind.PERSON),
        ("Ansel Trams", TagKind.ORGANISATION),
        ("Ansel", TagKind.PLACE),
        ("Regatta", TagKind.EVENT),
        ("bridges", TagKind.TOPIC),
    ]
    assert [(tag.scheme, tag.code) for tag in item.draft.tags[:3]] == [
        ("http://cv.iptc.org/newscodes/mediatopic/", "20000593"),
        ("https://veldt.example/people/", "tarrant"),
        ("vx", "TRM"),
    ]
    assert item.draft.tags[1].same_as == ("wd:Q9",)
    assert item.notes == ("subject vx:7 left out: it has no name (line 1, <subject>)",)


@pytest.mark.parametrize(
    ("item_meta", "withdrawn", "withheld"),
    [
        (STATUS_USABLE, False, False),
        ("", False, False),
        ('<pubStatus qcode="stat:canceled"/>', True, False),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', False, True),
        ("<embargoed/>", False, True),
        ('<signal qcode="sig:kill"/>', True, False),
    ],
)
def test_its_status_decides_whether_it_is_seen(item_meta: str, withdrawn: bool, withheld: bool) -> None:
    article = draft(news_item(item_meta=item_meta))
    assert (article.withdrawn, article.withheld) == (withdrawn, withheld)


@pytest.mark.parametrize(
    ("item_meta", "words"),
    [
        ('<pubStatus qcode="stat:ready"/>', "The status “stat:ready” is not usable"),
        ("<pubStatus/>", "The status “” is not usable"),
        ("<embargoed>Monday</embargoed>", "“Monday” is no date"),
        ("<expires>next week</expires>", "“next week” is no date"),
    ],
)
def test_a_status_or_an_embargo_that_cannot_be_read_publishes_nothing(item_meta: str, words: str) -> None:
    told = refused(news_item(item_meta=item_meta))
    assert told.startswith("line 1, <")
    assert words in told


def test_no_embargo_is_overlooked() -> None:
    late, early = "<Embargo>2099-10-13</Embargo>", "<embargoed>2026-10-12T07:00:00Z</embargoed>"
    article = draft(news_item(item_meta=early, content_meta=f"<headline>x</headline>{late}"))
    assert str(article.embargoed_until) == "2099-10-13 00:00:00+00:00"
    assert draft(news_item(item_meta=f"{early}<embargoed/>")).withheld
    assert draft(news_item(item_meta=f'{STATUS_USABLE}<pubStatus qcode="stat:withheld"/>')).withheld
    assert draft(news_item(item_meta='<pubStatus qcode="stat:embargoed"/>')).withheld


def test_a_kill_is_obeyed_whatever_else_cannot_be_read() -> None:
    inside = NITF.format(nitf(status='management-status="?"'))
    kill = '<pubStatus qcode="stat:canceled"/><embargoed>Monday</embargoed><expires>never</expires>'
    assert draft(news_item(inside, item_meta=kill)).withdrawn


def test_an_embargo_in_the_document_inside_counts_too() -> None:
    inside = nitf(docdata='<date.release norm="20991013T063000Z"/>', status='management-status="withheld"')
    article = draft(news_item(NITF.format(inside), item_meta="<embargoed>2026-10-12T07:00:00Z</embargoed>"))
    assert (article.withheld, str(article.embargoed_until)) == (True, "2099-10-13 06:30:00+00:00")
    assert "is not usable" in refused(news_item(NITF.format(nitf(status='management-status="?"'))))


def test_its_source_is_its_provider_and_not_whom_it_has_the_news_from() -> None:
    told = '<headline>x</headline><infoSource type="cpnat:person"><name>Ilse</name></infoSource>{}'
    other = "<infoSource><name>Quay Radio</name></infoSource>"
    coded = '<provider qcode="nprov:VPA"/>'
    assert draft(news_item(item_meta=coded, content_meta=told.format(other))).source_name == "VPA"
    assert draft(news_item(content_meta=told.format(other))).source_name == "Quay Radio"
    item = only(news_item(item_meta=coded), source_name="The Courier")
    assert item.draft.source_name == "The Courier"
    assert item.run_notes == ("source “VPA” left out: “The Courier” was given for all",)


def test_a_correction_is_told_and_an_update_goes_without_saying() -> None:
    assert only(news_item(item_meta='<signal qcode="sig:correction"/>')).notes == (
        "its source signals: correction",
    )
    assert only(news_item(item_meta='<signal qcode="sig:update"/>')).notes == ()


def test_who_worked_on_it_is_taken_in_their_roles() -> None:
    item = only(
        news_item(
            content_meta=(
                "<headline>x</headline><creator><name>Tomas Hale</name></creator>"
                '<creator role="crol:photographer" qcode="vp:ek"><name>Jo Ek</name></creator>'
                '<contributor role="crol:writer"><name>Mei Tan</name></contributor>'
                '<contributor jobtitle="staff:editor"><name>Ada Moor</name></contributor>'
                '<contributor role="crol:stringer"><name>Bo Li</name></contributor>'
                "<contributor><name>Kim Oh</name></contributor>"
            )
        )
    )
    assert [author.name for author in item.draft.authors] == ["Tomas Hale", "Mei Tan"]
    assert [(each.author.name, each.role.value) for each in item.draft.contributors] == [
        *(("Jo Ek", "photographer"), ("Ada Moor", "editor")),
        *(("Bo Li", "contributor"), ("Kim Oh", "contributor")),
    ]
    assert item.draft.contributors[0].author.code == "vp:ek"
    assert item.notes == ("“stringer” of “Bo Li” was read as contributor",)


def test_what_is_odd_costs_only_itself() -> None:
    item = only(
        news_item(
            item_meta="<versionCreated>Monday</versionCreated>",
            content_meta=(
                '<headline>x</headline><creator/><contributor type="cpnat:organisation"><name>Jo Ek</name>'
                "</contributor><language tag='??'/><genre/>"
            ),
            attributes='version="third"',
        )
    )
    assert (item.draft.headline, item.draft.version, item.draft.updated_at) == ("x", None, None)
    assert item.notes == (
        "date left out: “Monday” is none like 2026-10-12T06:30:00Z (line 1, <versionCreated>)",
        "creator left out: it has no name (line 1, <creator>)",
        "contributor left out: “Jo Ek” is no person (line 1, <contributor>)",
        "language “??” left out, “en” taken: it is no BCP 47 tag like “en”",
    )
    assert item.run_notes == ("genre left out: it has no place in an article here",)


def test_a_namespace_in_any_prefix_is_read() -> None:
    document = news_item(PLAIN.format("Text")).replace("xmlns=", "xmlns:n=")
    prefixed = document.replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:")
    assert draft(prefixed).headline == "Trams return"


def test_half_a_message_is_no_news() -> None:
    assert "The XML cannot be read" in refused(message(news_item())[:-60])
    assert "no items" in refused(message())


def test_a_later_version_revises_and_a_kill_withdraws(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    told = []
    for number, meta in enumerate((STATUS_USABLE, STATUS_USABLE, '<pubStatus qcode="stat:canceled"/>')):
        created = f"<versionCreated>2026-10-12T0{number}:00:00Z</versionCreated>"
        item = news_item(XHTML.format(f"<p>Text {number}</p>"), item_meta=meta + created, attributes="")
        path = tmp_path / "wire.xml"
        path.write_text(item)
        told += [imported.outcome.value for imported in import_paths(database, settings, [path])]
    assert told == ["created", "updated", "withdrawn"]


PIECES = st.sampled_from(
    (
        *("<name>", "</name>", "<subject>", "</subject>", '<subject qcode=":">', "<creator/>", "text", "&x;"),
        *(
            "<inlineData>",
            "</inlineData>",
            "<inlineXML>",
            "</inlineXML>",
            "<p>",
            "</p>",
            "<nitf/>",
            "<html/>",
        ),
        *(
            '<remoteContent contenttype="image/png" href="//[">',
            "</remoteContent>",
            "<link/>",
            "<![CDATA[",
            "]]>",
        ),
        *("<embargoed>0001-01-01</embargoed>", "<versionCreated>9999-12-31T23:59:59-14:00</versionCreated>"),
        *(
            '<inlineData encoding="base64">',
            "<x:y/>",
            "<!--",
            "-->",
            "\0",
            '<pubStatus qcode="">',
            "<title/>",
        ),
    )
)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=12),
    where=st.sampled_from(("content", "item_meta", "content_meta", "rights", "first")),
)
def test_whatever_stands_in_an_item_gets_a_sentence_and_never_a_crash(pieces: list[str], where: str) -> None:
    check_told(parse(news_item(**{where: "".join(pieces)})))


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=60), at=st.integers(0, 500))
def test_any_bytes_in_a_message_get_a_sentence_and_never_a_crash(data: bytes, at: int) -> None:
    document = message(news_item()).encode()
    check_told(parse(document[:at] + data + document[at:]))


@pytest.mark.parametrize(
    ("where", "pattern"),
    [
        ("content", "<p>x</p>"),
        ("content", "<inlineXML><p>x</p></inlineXML>"),
        ("content_meta", '<subject qcode="a:b"/>'),
        ("content_meta", "<headline>x</headline>"),
        ("first", '<assert qcode="a:b"><name>x</name></assert>'),
        ("item_meta", '<link residref="a"/>'),
    ],
)
def test_a_long_item_takes_time_by_its_length(where: str, pattern: str) -> None:
    assert slow_length(lambda text: parse(news_item(**{where: whole(text, pattern)})), pattern) is None


def test_many_subjects_of_one_concept_with_many_names_take_time_by_their_length() -> None:
    def both(text: str) -> None:
        half = len(text) // 40
        names = f'<assert qcode="a:b">{"<name>x</name>" * half}</assert>'
        parse(news_item(first=names, content_meta='<subject qcode="a:b"/>' * half))

    assert slow_length(both, "x") is None
