"""What is odd in a ninjs item, or belongs to an older dialect, never costs the article, and is noted."""

import io
import json
from typing import Any

import pytest

from broadsheet_server.ingest import ninjs
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.drafts import ArticleDraft
from tests.server.ingest.ninjs_documents import image_association
from tests.server.ingest.ninjs_documents import ninjs as modern

OLD = {
    "uri": "urn:wire:1",
    "type": "text",
    "versioncreated": "2024-10-12T06:30:00Z",
    "headline": "Pier lights on again",
    "body_html": "<p>The lights are on.</p>",
}


def read_all(document: object) -> list[ParsedItem | RejectedItem]:
    file = io.BytesIO(json.dumps(document).encode())
    return list(ninjs.parse(file, ImportDefaults(None, "en")))


def read(document: object) -> ParsedItem:
    (found,) = read_all(document)
    assert isinstance(found, ParsedItem), found
    return found


def labels(draft: ArticleDraft) -> list[str]:
    return [tag.label for tag in draft.tags]


@pytest.mark.parametrize(
    ("odd", "note"),
    [
        ({"subject": [None]}, "left out: $.subject[0] must be an object, and is nothing"),
        ({"subject": 7}, "left out: $.subject must be an object, and is a number"),
        ({"person": [True]}, "left out: $.person[0] must be an object, and is true or false"),
        ({"place": [{"name": ["x", "y"]}]}, "left out: $.place[0].name must be text, and is a list"),
        ({"byline": {"x": 1}}, "left out: $.byline must be text, and is an object"),
        ({"copyrightnotice": []}, None),
        ({"byline": None, "located": None, "subject": None}, None),
        ({"associations": {"featuremedia": None}}, "left out: $.associations.featuremedia must be an object"),
        ({"associations": ["x"]}, "left out: $.associations[0] must be an object, and is text"),
        ({"language": "English (UK)"}, "language “English (UK)” left out, “en” taken"),
        (
            {"subject": [{"rel": "section", "name": "!"}]},
            "section left out: “!” is no path like “world/asia”",
        ),
        (
            {"descriptions": [{"role": "correction", "value": "It is 5."}], "versioncreated": None},
            "needs a date",
        ),
    ],
)
def test_an_odd_member_is_left_out_with_a_note(odd: dict[str, Any], note: str | None) -> None:
    found = read(OLD | odd)
    assert found.draft.headline == "Pier lights on again"
    assert [note in each for each in found.notes] == [True] if note else not found.notes


def test_one_object_in_place_of_a_list_is_taken() -> None:
    found = read(
        modern(events={"id": "3", "name": "Test report"}, people=None, organisations=None, places=None)
    )
    assert labels(found.draft) == ["Cranes", "Test report"]
    assert not found.notes


def test_text_in_place_of_objects_is_a_name() -> None:
    found = read(OLD | {"subject": ["Harbour", "Energy"], "person": "Ana Brook", "keywords": "pier, light"})
    assert labels(found.draft) == ["Harbour", "Energy", "pier", "light", "Ana Brook"]
    assert read(modern(headlines=["Crane"])).draft.headline == "Crane"


def test_the_picture_stays_whatever_the_width_looks_like_and_other_media_are_noted() -> None:
    def picture(name: str, width: object) -> dict[str, object]:
        rendition = {
            "href": "https://img.example/p.jpg",
            "contentType": "image/jpeg",
            "width": width,
            "height": 8,
        }
        renditions = [{"name": "main", **rendition}]
        return {"name": name, "type": "picture", "headlines": [{"value": "Ferry"}], "renditions": renditions}

    others = ("graphic", "video", "audio", "text")
    media = [{"name": name, "type": name} for name in others]
    found = read(modern(associations=[picture("a", "1200.0"), picture("b", "wide"), *media]))
    assert [(image.width, image.alt) for image in found.draft.images] == [(1200, "Ferry"), (None, "Ferry")]
    assert found.notes == (
        "left out: $.associations[1].renditions[0].width must be a number, and is text",
        *(f"{name} left out, only pictures are shown: “{name}”" for name in others),
    )


def test_a_gallery_in_an_association_is_read() -> None:
    rendition = {"href": "https://img.example/p.jpg", "mimetype": "image/jpeg", "width": 9, "height": 8}
    image = {"type": "picture", "description_text": "A pier", "renditions": {"viewImage": rendition}}
    found = read(OLD | {"associations": {"gallery": [image, image | {"description_text": "A lamp"}]}})
    assert [image.caption for image in found.draft.images] == ["A pier", "A lamp"]


def test_names_with_a_role_behind_them_are_read() -> None:
    old = {name: value for name, value in OLD.items() if name not in ("headline", "body_html")}
    found = read(
        old
        | {
            "headline_short": "Lights",
            "headline_main": "Pier lights on again",
            "headline_sub": "At last",
            "body_richtext": "<p>The lights are on.</p>",
            "description_summary": "Light again.",
        }
    )
    draft = found.draft
    assert (draft.headline, draft.summary) == ("Pier lights on again", "Light again.")
    assert draft.body_html == "<p>The lights are on.</p>"


@pytest.mark.parametrize(
    ("descriptions", "body", "summary"),
    [
        ([{"role": "text", "value": "All of it."}], "<p>All of it.</p>", None),
        (
            [{"role": "summary", "value": "Short."}, {"role": "main", "value": "Long."}],
            "<p>Long.</p>",
            "Short.",
        ),
        ([{"role": "summary", "value": "All there is."}], "<p>All there is.</p>", None),
        ([{"value": "<p>Rich.</p>", "contentType": "text/html"}], "<p>Rich.</p>", None),
    ],
)
def test_without_a_body_the_text_in_the_descriptions_is_it(
    descriptions: list[dict[str, str]], body: str, summary: str | None
) -> None:
    found = read(modern(bodies=None, descriptions=descriptions))
    assert (found.draft.body_html, found.draft.summary) == (body, summary)
    assert found.notes[0].startswith("there is no body: the description")


def test_who_it_is_from_and_what_may_be_done_with_it_is_taken() -> None:
    found = read(
        OLD
        | {
            "source": "Wire B",
            "keywords": ["court", "hearing"],
            "located": "Port Ennis",
            "authors": [{"name": "Ana Brook", "role": "writer"}, {"name": "Bo Li", "role": "photographer"}],
            "usageterms": "Not in print after 30 days",
            "ednote": "Adds quote",
            "copyrightholder": "Wire B",
        }
    )
    draft = found.draft
    assert (draft.source_name, draft.dateline, labels(draft)) == (
        "Wire B",
        "Port Ennis",
        ["court", "hearing"],
    )
    assert [author.name for author in draft.authors] == ["Ana Brook"]
    assert (draft.usage_terms, draft.editorial_note) == ("Not in print after 30 days", "Adds quote")
    assert (draft.copyright_notice, draft.copyright_holder) == ("© Wire B", "Wire B")
    assert found.notes == ()


def test_who_worked_on_it_beside_its_authors_is_taken_in_their_roles() -> None:
    found = read(
        OLD
        | {
            "authors": [
                {"name": "Bo Li", "role": "photographer", "code": "bl"},
                {"name": "Ana Brook"},
                {"name": "Jo Ek", "role": "Sub-Editor"},
                {"name": "Ada Moor", "role": "researcher"},
            ],
            "infoSources": [{"name": "Wire B", "role": "agency"}, {"name": "Mei Tan", "role": "Translator"}],
            "people": [{"name": "Ilse Tarrant"}, {"name": "Kim Oh", "rel": "illustrator"}],
        }
    )
    draft = found.draft
    assert [author.name for author in draft.authors] == ["Ana Brook"]
    assert [(each.author.name, each.role.value) for each in draft.contributors] == [
        *(("Bo Li", "photographer"), ("Jo Ek", "editor"), ("Ada Moor", "contributor")),
        *(("Mei Tan", "translator"), ("Kim Oh", "illustrator")),
    ]
    assert (draft.contributors[0].author.code, draft.source_name) == ("bl", "Wire B")
    assert [tag.label for tag in draft.tags if tag.kind == "person"] == ["Ilse Tarrant"]
    assert found.notes == ("“researcher” of “Ada Moor” was read as contributor",)


def test_what_has_no_place_is_told_once_a_run() -> None:
    found = read(modern(genres=[{"name": "Opinion"}], trustIndicators=[{"x": 1}]))
    assert found.run_notes == (
        "genres left out: it has no place in an article here",
        "trustIndicators left out: it has no place in an article here",
    )


@pytest.mark.parametrize(
    "wrapped",
    [
        {"total": 2, "items": [OLD, OLD | {"uri": "urn:wire:2"}]},
        {"data": {"items": [{"item": OLD}, {"item": OLD | {"uri": "urn:wire:2"}}]}},
        {"_items": [OLD, OLD | {"uri": "urn:wire:2"}], "_meta": {"total": 2}},
        [{"item": OLD}, [OLD | {"uri": "urn:wire:2"}]],
    ],
)
def test_items_are_read_out_of_their_envelope(wrapped: object) -> None:
    found = read_all(wrapped)
    assert [each.draft.external_reference for each in found if isinstance(each, ParsedItem)] == [
        "urn:wire:1",
        "urn:wire:2",
    ]


def test_a_bad_item_in_an_envelope_is_refused_at_its_place() -> None:
    _, bad = read_all({"items": [OLD, OLD | {"expires": "soon"}]})
    assert isinstance(bad, RejectedItem)
    assert bad.position == "$.items[1].expires"


def test_a_section_that_is_nearly_a_path_is_read() -> None:
    found = read(modern(subjects=[{"rel": "section", "literal": "World/Asia Pacific"}]))
    assert found.draft.section_path == "world/asia-pacific"
    assert found.notes == ("the section “World/Asia Pacific” was read as world/asia-pacific",)


def test_an_image_far_away_is_noted_with_its_reason_first() -> None:
    far = image_association(renditions=[{"href": "ftp://img.example/" + "a" * 500 + ".png", "width": 4}])
    (note,) = read(modern(associations=[far])).notes
    assert note.startswith("image left out: it is neither")
    assert len(note) < 200


@pytest.mark.parametrize(
    ("members", "byline"),
    [
        ({"byline": ["Ana Brook", "Tomas Hale"]}, "Ana Brook, Tomas Hale"),
        ({"byline": {"name": "Ana Brook"}}, "Ana Brook"),
        ({"bylines": [{"by": "By ANA BROOK", "title": "Wire"}]}, "By ANA BROOK"),
    ],
)
def test_a_byline_may_be_several_or_an_object(members: dict[str, Any], byline: str) -> None:
    assert read(OLD | members).draft.byline == byline


@pytest.mark.parametrize(
    "members",
    [
        {"body_html": ["<p>The lights</p>", "<p>are on.</p>"]},
        {"body_html": {"value": "<p>The lights</p>\n\n<p>are on.</p>"}},
        {"body_html": None, "article_html": "<p>The lights</p>\n\n<p>are on.</p>"},
    ],
)
def test_a_body_may_be_a_list_an_object_or_called_otherwise(members: dict[str, Any]) -> None:
    assert read(OLD | members).draft.body_html == "<p>The lights</p>\n\n<p>are on.</p>"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"type": "picture"}, "It is no article: its type is “picture”, not “text”."),
        ({"type": "composite", "body_html": ""}, "It is no article: it is a package of other items."),
    ],
)
def test_a_picture_or_a_package_among_the_articles_is_skipped(members: dict[str, Any], reason: str) -> None:
    (found,) = read_all(OLD | members)
    assert isinstance(found, RejectedItem)
    assert (found.is_skipped, found.reason) == (True, reason)


def test_members_may_be_spelt_with_underscores_or_capitals() -> None:
    members = {"urn": "urn:wire:2", "version_created": "2026-11-20T08:00:00Z", "copyright_notice": "© Wire"}
    found = read({"Headline": "Pier", "body_html": "<p>On.</p>", "pub_status": "canceled", **members})
    assert (found.draft.headline, found.draft.withdrawn) == ("Pier", True)
    assert (found.draft.external_reference, found.draft.copyright_notice) == ("urn:wire:2", "© Wire")
    assert str(found.draft.updated_at) == "2026-11-20 08:00:00+00:00"
    assert found.run_notes == ()


@pytest.mark.parametrize(
    ("content_type", "value", "body"),
    [
        ("text/html", "&lt;p&gt;The lights are on.&lt;/p&gt;", "<p>The lights are on.</p>"),
        ("text/html", "The lights\n\nare on &amp; off.", "<p>The lights</p><p>are on &amp; off.</p>"),
        ("text/html", "<p>A &lt;p&gt; is a tag.</p>", "<p>A &lt;p&gt; is a tag.</p>"),
        ("text/markdown", "The **lights** are on.", "<p>The <strong>lights</strong> are on.</p>\n"),
        (
            "application/nitf+xml",
            "<nitf><p>The lights are on.</p></nitf>",
            "<nitf><p>The lights are on.</p></nitf>",
        ),
    ],
)
def test_a_reader_sees_no_markup_whatever_a_body_calls_itself(
    content_type: str, value: str, body: str
) -> None:
    bodies = [{"role": "main", "contentType": content_type, "value": value}]
    assert read(OLD | {"bodies": bodies}).draft.body_html == body
