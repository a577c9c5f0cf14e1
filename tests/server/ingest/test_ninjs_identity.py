"""Which article a ninjs item is a version of, whether it is to be seen, and from when on."""

from datetime import UTC, datetime
from typing import Any

import pytest

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_identity import parse_identity
from broadsheet_server.ingest.ninjs_item import parse_item
from broadsheet_server.ingest.parse_results import ImportDefaults, UnreadableItemError
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftTag
from broadsheet_shared.vocabulary import TagKind
from tests.server.ingest.ninjs_documents import ninjs

SIX = datetime(2027, 3, 1, 6, tzinfo=UTC)
ITEM_ID = "ac6ce1e811664ef75b8a2ab2484a24d9"


def draft_of(named: str | None = None, /, **members: Any) -> ArticleDraft:
    """The draft of an item with these members, from a source that the operator named."""
    return parse_item(JsonItem(ninjs(**members)), "", ImportDefaults(None, "en", named), ()).draft


def references(named: str | None = None, /, **members: Any) -> tuple[str | None, tuple[str, ...]]:
    identity = parse_identity(JsonItem(members), ImportDefaults(None, "en", named))
    return identity.external_reference, identity.other_references


def test_each_dialect_names_its_items_in_its_own_way() -> None:
    assert references(uri="urn:a") == ("urn:a", ())
    assert references(guid="urn:a", _id="urn:b") == ("urn:a", ("urn:b",))
    assert references(guid="tag:a", id="tag:a:2") == ("tag:a", ("tag:a:2",))
    assert references(altIds=[{"role": "internalId", "value": "77"}]) == ("77", ())
    assert references(id=77) == ("77", ())


def test_the_ap_is_known_by_its_item_id_because_its_uri_has_parameters() -> None:
    address = "https://api.agency.example/content/1?qt=x"
    altids = {"itemid": ITEM_ID, "etag": "v2", "friendlykey": "123", "referenceid": "V1"}
    assert references(uri=address, altids=altids) == (ITEM_ID, (address,))


def test_ids_that_change_or_come_again_identify_nothing() -> None:
    altids = {
        "etag": "v2",
        "friendlykey": "123",
        "referenceid": "V1",
        "slug": "a",
        "canonicalUrl": "https://x/",
    }
    assert references(altids=altids) == (None, ())


def test_an_id_is_of_the_source_that_the_operator_names_or_else_of_its_own() -> None:
    assert draft_of("Wire", uri="7", source="AAP").reference_source == "Wire"
    assert draft_of(uri="7", source="AAP").reference_source == "AAP"
    assert draft_of(uri="urn:newsml:7", source="AAP").reference_source is None
    assert draft_of(uri=ITEM_ID, source="AAP").reference_source is None


def test_a_local_second_id_of_nobody_in_particular_is_left_alone() -> None:
    assert references(uri="urn:a", id="7") == ("urn:a", ())
    assert references("Wire", uri="urn:a", id="7") == ("urn:a", ("7",))


@pytest.mark.parametrize(
    "members",
    [
        {"evolvedFrom": "urn:0"},
        {"evolvedfrom": "urn:0"},
        {"rewrite_of": "urn:0"},
        {"replacing": ["urn:0"]},
        {"ancestors": ["urn:0"]},
        {"evolvedFrom": {"uri": "urn:0"}},
    ],
)
def test_an_item_says_which_one_it_comes_from(members: dict[str, Any]) -> None:
    assert draft_of(**members).replaces == ("urn:0",)


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"source": "Wire B"}, "Wire B"),
        (
            {"infoSources": [{"name": "Ana", "role": "author"}, {"name": "Associated Wire"}]},
            "Associated Wire",
        ),
        ({"infoSources": None, "infosource": [{"name": "Wire C"}]}, "Wire C"),
        ({"source": {"name": "Wire D"}}, "Wire D"),
        ({"infoSources": [{"name": "Ana", "role": "photographer"}]}, None),
    ],
)
def test_an_item_says_whom_it_comes_from(members: dict[str, Any], name: str | None) -> None:
    assert draft_of(**members).source_name == name
    assert draft_of("The Courier", **members).source_name == "The Courier"


@pytest.mark.parametrize("status", ["canceled", "Cancelled", "killed", "stat:canceled", "recalled"])
def test_what_its_source_takes_back_is_withdrawn(status: str) -> None:
    assert draft_of(pubStatus=status).withdrawn


def test_an_item_under_an_embargo_without_a_date_is_withheld() -> None:
    assert draft_of(pubStatus="withheld").withheld
    assert draft_of(pubStatus="embargoed").withheld
    dated = draft_of(pubStatus="embargoed", embargoed="2027-03-01T06:00:00Z")
    assert (dated.withheld, dated.embargoed_until) == (False, SIX)


@pytest.mark.parametrize(
    "members",
    [
        {"publish_schedule": "2027-03-01T06:00:00+0000"},
        {
            "publish_schedule": "2027-03-01T17:00:00+0000",
            "schedule_settings": {"time_zone": "Australia/Sydney"},
        },
        {"publish_schedule": "2027-03-01T17:00:00", "schedule_settings": {"time_zone": "Australia/Sydney"}},
        {"publish_schedule": "2027-03-01T08:00:00+02:00", "schedule_settings": {"time_zone": "Europe/Rome"}},
        {
            "publish_schedule": "2027-03-01T17:00:00+0000",
            "schedule_settings": {"utc_publish_schedule": "2027-03-01T06:00:00+0000", "time_zone": "Nowhere"},
        },
    ],
)
def test_a_scheduled_item_is_public_and_dated_at_its_time(members: dict[str, Any]) -> None:
    draft = draft_of(firstCreated="2026-11-20T08:00:00Z", **members)
    assert (draft.embargoed_until, draft.published_at) == (SIX, SIX)


def test_of_an_embargo_and_a_schedule_the_later_one_counts() -> None:
    draft = draft_of(embargo="2027-03-01T06:00:00Z", publish_schedule="2027-02-01T06:00:00Z")
    assert draft.embargoed_until == SIX


@pytest.mark.parametrize(
    "members",
    [
        {"publish_schedule": "2027-03-01T06:00:00Z", "schedule_settings": {"time_zone": "Nowhere"}},
        {"publish_schedule": 7},
        {"embargoUntil": ["2027"]},
        {"pubStatus": "odd"},
    ],
)
def test_what_says_when_or_whether_and_cannot_be_read_never_leaks(members: dict[str, Any]) -> None:
    with pytest.raises(UnreadableItemError):
        draft_of(**members)


def test_superdesks_writers_and_keywords_are_authors_and_topics() -> None:
    people = [{"name": "Ana Brook", "role": "writer", "code": "7"}, {"name": "Bo Li", "role": "photographer"}]
    draft = draft_of(authors=people, infoSources=None, keywords=["court", "", "hearing"], subjects=None)
    assert draft.authors == (DraftAuthor("Ana Brook", code="7"),)
    assert [tag.label for tag in draft.tags if tag.kind is TagKind.TOPIC] == ["court", "hearing"]
    assert {"rain", "snow"} <= {tag.label for tag in draft_of(keywords="rain, snow").tags}


def test_a_version_has_a_number() -> None:
    assert [draft_of(version=given).version for given in ("2", 3, "2.1", None, -1)] == [
        2,
        3,
        None,
        None,
        None,
    ]


def test_a_subject_is_its_concept_or_the_code_of_its_scheme_and_never_its_slug() -> None:
    mediatopic = "http://cv.iptc.org/newscodes/mediatopic/"
    subjects = [
        {"name": "Economy", "uri": f"{mediatopic}04000000", "literal": "4"},
        {"name": "Rowing", "scheme": "sport", "code": "1"},
        {"name": "Harbour", "literal": "harbour"},
        {"name": "Crane", "literal": "7", "wikidata": "Q178692"},
    ]
    assert draft_of(subjects=subjects, people=None, organisations=None, places=None, events=None).tags == (
        DraftTag("Economy", TagKind.TOPIC, None, mediatopic, "04000000", same_as=(f"{mediatopic}04000000",)),
        DraftTag("Rowing", TagKind.TOPIC, scheme="sport", code="1"),
        DraftTag("Harbour", TagKind.TOPIC, "harbour"),
        DraftTag("Crane", TagKind.TOPIC, same_as=("wd:Q178692",)),
    )


@pytest.mark.parametrize(
    "status",
    [
        "Canceled ",
        "stat:killed",
        "http://cv.iptc.org/newscodes/pubstatusg2/canceled",
        ["canceled"],
        {"code": "kill"},
    ],
)
def test_a_kill_is_obeyed_however_it_is_written(status: object) -> None:
    assert draft_of(pubStatus=status).withdrawn


@pytest.mark.parametrize("name", ["releaseDate", "publish_at", "notBefore", "available-from"])
def test_a_date_of_release_by_another_name_is_kept_too(name: str) -> None:
    release = draft_of(embargoed=None, **{name: "2031-01-01T06:00:00Z"}).embargoed_until
    assert release == datetime(2031, 1, 1, 6, tzinfo=UTC)


def test_an_embargo_that_is_false_is_none() -> None:
    assert draft_of(embargoed=False).embargoed_until is None


def test_superdesk_names_the_same_story_in_other_languages() -> None:
    draft = draft_of(
        guid="urn:zh", translated_from="urn:en", translations=["urn:de"], translation_id="urn:en"
    )
    named = {(each.value, each.kind.value) for each in draft.translations}
    assert named == {("urn:en", "reference"), ("urn:de", "reference"), ("urn:en", "key")}


@pytest.mark.parametrize(
    "members",
    [
        {"state": "killed"},
        {"editorialtypes": ["Kill"]},
        {"signals": [{"uri": "http://cv.iptc.org/newscodes/signal/kill"}]},
        {"status": "retracted"},
    ],
)
def test_a_kill_that_stands_beside_a_usable_status_is_obeyed(members: dict[str, Any]) -> None:
    assert draft_of(pubStatus="usable", **members).withdrawn


@pytest.mark.parametrize(
    "members",
    [
        {"state": "draft"},
        {"state": "spiked"},
        {"state": "unpublished"},
        {"status": "in_progress"},
        {"editorialtypes": ["Withhold"]},
        {"draft": True},
        {"published": False},
    ],
)
def test_what_its_editors_have_not_published_is_withheld(members: dict[str, Any]) -> None:
    assert draft_of(**members).withheld


@pytest.mark.parametrize(
    "members", [{"state": "published"}, {"status": "active"}, {"signals": ["sig:update"]}, {"draft": False}]
)
def test_what_its_editors_have_published_is_public(members: dict[str, Any]) -> None:
    draft = draft_of(**members)
    assert (draft.withheld, draft.withdrawn) == (False, False)
