"""A ninjs item on its way to a draft."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_item import parse_item
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, UnreadableItemError
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftCorrection, DraftTag
from broadsheet_shared.vocabulary import TagKind
from tests.pictures import png
from tests.server.ingest.ninjs_documents import image_association, ninjs

SIX = datetime(2024, 10, 12, 6, 0, tzinfo=UTC)


def reading_of(item: dict[str, Any], folder: Path | None = None) -> ParsedItem:
    return parse_item(JsonItem(item), "", ImportDefaults(folder, "de", "The Courier"), ())


def test_every_member_finds_its_place() -> None:
    reading = reading_of(ninjs(embargoed="2024-10-12T07:00:00Z", expires="2030-01-01T00:00:00Z"))
    draft = reading.draft
    assert draft.headline == "Crane lifts its last load"
    assert draft.body_html == "<p>The old crane retires.</p>"
    assert (draft.section_path, draft.section_name) == ("business/harbour", "Harbour")
    assert (draft.external_reference, draft.slug) == ("tag:courier.example,2024:crane", "crane-last-load")
    assert draft.summary == "The crane retires."
    assert draft.byline == "By Tomas Hale"
    assert draft.authors == (DraftAuthor("Tomas Hale", "tomas-hale"),)
    assert draft.tags == (
        DraftTag("Cranes", TagKind.TOPIC, "cranes"),
        DraftTag("Ilse Tarrant", TagKind.PERSON, "ilse-tarrant"),
        DraftTag("Harbour Trust", TagKind.ORGANISATION),
        DraftTag("Vallmere", TagKind.PLACE),
        DraftTag("Crane Day", TagKind.EVENT),
    )
    assert (draft.published_at, draft.updated_at) == (SIX.replace(minute=30), SIX)
    assert draft.embargoed_until == SIX.replace(hour=7)
    assert draft.expires_at == datetime(2030, 1, 1, tzinfo=UTC)
    assert (draft.copyright_notice, draft.source_name) == ("© The Courier", "The Courier")
    assert not reading.partial
    assert not reading.notes
    assert reading.locations["headline"] == "$.headlines[0].value"


@pytest.mark.parametrize(
    ("located", "dateline"),
    [
        ("Port Ansel", "Port Ansel"),
        ({"name": "Port Ansel"}, "Port Ansel"),
        ({"code": "x"}, None),
        (["Port Ansel"], "Port Ansel"),
        (["a", "b"], None),
    ],
)
def test_the_place_of_filing_is_the_dateline_and_never_costs_the_article(
    located: object, dateline: str | None
) -> None:
    assert reading_of(ninjs(located=located)).draft.dateline == dateline


def test_the_spellings_of_ninjs_1_are_understood() -> None:
    draft = reading_of(
        {
            "uri": "http://agency.example/1",
            "type": "text",
            "representationtype": "complete",
            "pubstatus": "usable",
            "versioncreated": "2013-07-09T10:37:00Z",
            "byline": "Paulo S.",
            "headline": "On trial",
            "description_text": "A captain is on trial.",
            "body_text": "First paragraph.\nSecond paragraph.",
            "body_xhtml": "<p>First paragraph.</p><p>Second paragraph.</p>",
            "subject": [{"name": "Courts", "rel": "about"}],
            "person": [{"name": "A Captain"}],
            "altids": {"slug": "on-trial", "itemid": "77"},
            "copyrightnotice": "(c)",
        }
    ).draft
    assert (draft.headline, draft.summary) == ("On trial", "A captain is on trial.")
    assert draft.body_html == "<p>First paragraph.</p><p>Second paragraph.</p>"
    assert (draft.published_at, draft.updated_at) == (None, datetime(2013, 7, 9, 10, 37, tzinfo=UTC))
    assert (draft.section_path, draft.language) == ("news", "de")
    assert (draft.slug, draft.byline, draft.copyright_notice) == ("on-trial", "Paulo S.", "(c)")
    assert draft.tags == (DraftTag("Courts", TagKind.TOPIC), DraftTag("A Captain", TagKind.PERSON))


def test_html_is_preferred_to_plain_text_and_plain_text_is_escaped() -> None:
    plain = {"role": "main", "contentType": "text/plain", "value": "A <b> & c\nNext line"}
    rich = {"role": "richtext", "contentType": "application/xhtml+xml", "value": "<p>Rich</p>"}
    nitf = {"role": "main", "contentType": "application/xml", "value": "<nitf/>"}
    assert reading_of(ninjs(bodies=[nitf, plain, rich])).draft.body_html == "<p>Rich</p>"
    assert (
        reading_of(ninjs(bodies=[nitf, plain])).draft.body_html
        == "<p>A &lt;b&gt; &amp; c</p><p>Next line</p>"
    )


def test_a_correction_bears_the_date_of_its_version() -> None:
    note = {"role": "correction", "contentType": "text/plain", "value": "It is 46 tonnes."}
    draft = reading_of(ninjs(descriptions=[note])).draft
    assert draft.corrections == (DraftCorrection("It is 46 tonnes.", SIX),)
    assert draft.summary is None


def test_a_canceled_item_withdraws_and_a_partial_one_says_so() -> None:
    assert reading_of(ninjs(pubStatus="canceled")).draft.withdrawn
    assert reading_of(ninjs(representationType="partial")).partial


def test_pictures_come_from_the_articles_own_folder(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "crane.png").write_bytes(png(7, 5))
    other = image_association(name="other", descriptions=[{"role": "caption", "value": "Two"}])
    (lead, second) = reading_of(ninjs(associations=[other, image_association()]), tmp_path).draft.images
    assert (lead.alt, lead.caption, lead.credit) == ("A crane", "On Monday.", "Courier graphics")
    assert (lead.width, lead.height, lead.media_type) == (7, 5, "image/png")
    assert lead.file == (tmp_path / "images" / "crane.png").resolve()
    assert (second.alt, second.caption) == ("Two", "Two")


def test_a_picture_on_the_web_is_linked_by_its_widest_rendition() -> None:
    renditions = [
        {
            "name": "r01",
            "href": "https://x.example/s.jpg",
            "contentType": "image/jpeg",
            "width": 10,
            "height": 5,
        },
        {
            "name": "r00",
            "href": "https://x.example/l.jpg",
            "contenttype": "image/jpg",
            "width": "90",
            "height": 5,
        },
    ]
    (image,) = reading_of(
        ninjs(associations={"mainpic": image_association(renditions=renditions)})
    ).draft.images
    assert (image.url, image.width, image.media_type) == ("https://x.example/l.jpg", 90, "image/jpeg")


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("images/none.png", "is not there"),
        ("../secret.png", "outside the article's folder"),
        ("%2e%2e/secret.png", "outside the article's folder"),
        ("/etc/passwd", "outside the article's folder"),
        ("link.png", "outside the article's folder"),
        ("file:///etc/passwd", "neither a file beside the article nor at an address of the web"),
        ("notes.txt", "not a PNG"),
        ("http://[", "is no address"),
        ("a\0b.png", "cannot be read"),
        ("", "no rendition"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_left_out_with_a_note(tmp_path: Path, href: str, why: str) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "notes.txt").write_text("no picture")
    reading = reading_of(
        ninjs(associations=[image_association(renditions=[{"name": "original", "href": href}])]), folder
    )
    assert reading.draft.images == ()
    (note,) = reading.notes
    assert why in note


def test_standard_input_has_no_pictures_beside_it() -> None:
    (note,) = reading_of(ninjs(associations=[image_association()])).notes
    assert "standard input has no folder" in note


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"pubStatus": "odd"}, "$.pubStatus", "not usable, withheld or canceled"),
        ({"uri": None, "headlines": None, "bodies": None}, "$", "It is no ninjs item"),
        ({"firstCreated": "yesterday"}, "$.firstCreated", "“yesterday” is no date"),
        ({"firstCreated": 1728714600}, "$.firstCreated", "must be text, and is a number"),
        ({"embargoed": "soon"}, "$.embargoed", "It is held"),
        ({"embargoed": True}, "$.embargoed", "It is held"),
        ({"release_date": "soon"}, "$.release_date", "It is held: it is to be published later"),
        ({"embargoedReason": "Budget day"}, "$.embargoed", "It is held"),
        ({"embargoDate": "soon"}, "$.embargoDate", "It is held"),
        ({"publish_schedule": "in March"}, "$.publish_schedule", "It is held: it is scheduled"),
        (
            {"headlines": [{"value": "<b>" * 300, "contentType": "text/html"}]},
            "$.headlines[0].value",
            "nested more than 200 deep",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_at_its_place(
    changes: dict[str, Any], place: str, reason: str
) -> None:
    with pytest.raises(UnreadableItemError, match=reason) as refusal:
        reading_of(ninjs(**changes))
    assert refusal.value.location == place


def test_a_date_without_a_zone_is_told_once_a_run() -> None:
    reading = reading_of(ninjs(firstCreated="2024-10-12T06:30:00"))
    assert reading.draft.published_at == SIX.replace(minute=30)
    assert reading.run_notes == (
        "dates without a time zone were read in UTC",
        "source “AP” left out: “The Courier” was given for all",
    )
    assert not reading.notes


def test_of_several_html_bodies_the_one_with_images_is_taken_unless_it_is_a_teaser() -> None:
    def body(role: str, value: str) -> dict[str, str]:
        return {"role": role, "contentType": "text/html", "value": value}

    text = "<p>The exercise is held in April, the newspaper writes.</p>"
    image = "<img src='https://x.example/a.png' alt='Archive'>"
    plain, rich = body("html5", text), body("richhtml5", f"<figure>{image}</figure>{text}")
    teaser = body("teaser", f"{image}<p>In April.</p>")
    assert reading_of(ninjs(bodies=[plain, rich])).draft.body_html == rich["value"]
    assert reading_of(ninjs(bodies=[plain, teaser])).draft.body_html == text
    main = body("main", "<p>The exercise is held in April, all newspapers write.</p>")
    assert reading_of(ninjs(bodies=[plain, main])).draft.body_html == main["value"]
