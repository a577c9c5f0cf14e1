"""A mirror follows the change feed: it learns of everything once, in order, and of nothing too early."""

from datetime import timedelta
from typing import Any

import pytest

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.newsroom.release_follower import ReleaseFollower
from broadsheet_server.newsroom.withdraw import Withdrawal, restore, withdraw
from broadsheet_server.reading import changes
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope, TagKind, WithdrawalKind
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, done, with_key
from tests.server.schema.search_client import asking_at

HOUR = timedelta(hours=1)
CHANGES = """query ($after: Sequence, $first: Int, $where: ChangeWhere) {
    changes(after: $after, first: $first, where: $where) {
        nodes { sequence kind articleId article { slug } tombstone { id kind note } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } head
    } }"""


def follow(api: Api, after: str | None = None, **arguments: Any) -> Any:
    return api.ask(CHANGES, after=after, **arguments)["changes"]


def told(page: Any) -> list[tuple[str, str]]:
    """Kinds, with the slug of the article or what stands in its place."""
    return [
        (node["kind"], node["article"]["slug"] if node["article"] else node["tombstone"]["kind"])
        for node in page["nodes"]
    ]


def test_a_mirror_reads_all_changes_page_by_page(api: Api, database: Database) -> None:
    for number in range(5):
        publish(database, slug=f"story-{number}", headline=f"Story {number}")
    seen, after = [], None
    while True:
        page = follow(api, after, first=2)
        seen += told(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [("PUBLISHED", f"story-{number}") for number in range(5)]
    assert (page["head"], after) == ("5", "5")
    rest = follow(api, after)
    assert (rest["nodes"], rest["pageInfo"]["endCursor"]) == ([], "5")
    assert rest["pageInfo"]["hasPreviousPage"]


def test_an_empty_newspaper_has_no_changes_and_a_place_to_go_on_from(api: Api) -> None:
    page = follow(api)
    assert (page["nodes"], page["head"], page["pageInfo"]["endCursor"]) == ([], "0", "0")
    assert not page["pageInfo"]["hasNextPage"]


def test_a_takedown_says_what_stands_in_its_place(api: Api, database: Database) -> None:
    article = publish(database, slug="crane")
    with database.write() as session:
        stone = Withdrawal(WithdrawalKind.LEGAL, "By order of a court.")
        withdraw(session, article.article_id, now=NOW, withdrawal=stone)
    page = follow(api)
    assert told(page) == [("PUBLISHED", "LEGAL"), ("WITHDRAWN", "LEGAL")]
    assert page["nodes"][1]["tombstone"]["note"] == "By order of a court."
    assert page["nodes"][1]["tombstone"]["id"] == page["nodes"][1]["articleId"]
    with database.write() as session:
        restore(session, article.article_id, now=NOW)
    assert told(follow(api, "2")) == [("RESTORED", "crane")]


def test_nothing_is_told_of_an_embargoed_article_until_it_is_released(api: Api, database: Database) -> None:
    publish(database, slug="open")
    publish(database, slug="secret", headline="Secret", embargoed_until=NOW + HOUR)
    with asking_at(NOW):
        before = follow(api)
    assert told(before) == [("PUBLISHED", "open")]
    assert before["pageInfo"]["endCursor"] == "2"
    follower = ReleaseFollower(database)
    with asking_at(NOW + HOUR):
        follower.step(NOW)
        follower.step(NOW + HOUR)
        assert told(follow(api, "2")) == [("RELEASED", "secret")]


@pytest.mark.parametrize("late", ["published_at", "embargoed_until"])
def test_a_mirror_learns_that_a_public_article_is_put_off(api: Api, database: Database, late: str) -> None:
    given = {"slug": "crane", "external_reference": "7"}
    public = publish(database, **given)
    later = {"updated_at": NOW + timedelta(minutes=5), late: NOW + HOUR}
    publish(database, now=NOW + timedelta(minutes=5), **given, **later)
    with asking_at(NOW + timedelta(minutes=6)):
        [node] = follow(api, "1")["nodes"]
        assert (node["kind"], node["article"], node["tombstone"]) == ("EXPIRED", None, None)
        assert api.ask("query ($id: ID!) { node(id: $id) { id } }", id=node["articleId"]) == {"node": None}
    assert public.sequence == 1


def test_an_article_that_expires_under_its_embargo_never_was(api: Api, database: Database) -> None:
    publish(database, embargoed_until=NOW + 2 * HOUR, expires_at=NOW + HOUR)
    follower = ReleaseFollower(database)
    follower.step(NOW)
    follower.step(NOW + HOUR)
    with asking_at(NOW + 3 * HOUR):
        follower.step(NOW + 3 * HOUR)
        assert told(follow(api)) == []


def test_an_article_that_was_withdrawn_under_its_embargo_never_was(api: Api, database: Database) -> None:
    article = publish(database, slug="secret", embargoed_until=NOW + HOUR)
    with database.write() as session:
        withdraw(session, article.article_id, now=NOW)
    with asking_at(NOW + 2 * HOUR):
        assert told(follow(api)) == []
        by = {"slug": "secret"}
        document = "query ($by: ArticleBy!) { tombstone(by: $by) { kind } }"
        assert api.ask(document, by=by) == {"tombstone": None}


@pytest.mark.parametrize(
    "where",
    [
        {"section": "world"},
        {"section": "world/asia"},
        {"tag": "bridges"},
        {"kinds": ["PUBLISHED"], "section": "world"},
    ],
)
def test_only_what_is_wanted_is_told(api: Api, database: Database, where: Any) -> None:
    publish(database, slug="city", headline="City")
    tags = (DraftTag("Bridges", TagKind.TOPIC),)
    publish(database, slug="asia", headline="Asia", section_path="world/asia", tags=tags)
    assert told(follow(api, where=where)) == [("PUBLISHED", "asia")]
    assert told(follow(api, where={"kinds": ["WITHDRAWN"]})) == []


def test_conditions_are_joined(api: Api, database: Database) -> None:
    for slug, section in (("ferry", "city"), ("match", "sport"), ("summit", "world")):
        publish(database, slug=slug, section_path=section, external_reference=slug)
    later = NOW + timedelta(minutes=5)
    publish(database, now=later, external_reference="ferry", section_path="city", headline="A ferry")

    either = [{"section": "city"}, {"section": "sport"}]
    assert told(follow(api, where={"or": either, "not": {"kinds": ["REVISED"]}})) == [
        ("PUBLISHED", "ferry"),
        ("PUBLISHED", "match"),
    ]
    assert told(follow(api, where={"and": [{"section": "city"}, {"kinds": ["REVISED"]}]})) == [
        ("REVISED", "ferry")
    ]
    assert told(follow(api, where={"not": {"or": either}})) == [("PUBLISHED", "summit")]


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ({"kinds": []}, "where.kinds"),
        ({"or": []}, "where.or"),
        ({"not": {"kinds": []}}, "where.not.kinds"),
        ({"and": [{"section": "city"}, {"kinds": []}]}, "where.and.1.kinds"),
    ],
)
def test_an_empty_list_is_refused_and_not_taken_for_no_condition(api: Api, where: Any, path: str) -> None:
    refusal = api.refusal(CHANGES, where=where)
    assert refusal["code"] == "BAD_USER_INPUT"
    assert refusal["message"].startswith(f"`{path}` is an empty list, so nothing would be found.")


def test_who_wants_little_goes_on_from_where_was_looked(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "EXAMINED_MAX", 2)
    for number in range(4):
        publish(database, slug=f"story-{number}", headline=f"Story {number}")
    publish(database, slug="asia", headline="Asia", section_path="world/asia")
    where, after, pages = {"section": "world"}, None, []
    while True:
        page = follow(api, after, where=where)
        pages.append(told(page))
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert pages == [[], [], [("PUBLISHED", "asia")]]
    assert after == "5"


def test_a_mirror_of_a_store_that_has_lost_changes_is_told(api: Api, database: Database) -> None:
    publish(database)
    [refusal] = api.post(CHANGES, {"after": "2"}).json()["errors"]
    assert "the newest change is 1" in refusal["message"]
    assert refusal["extensions"] == {"code": "BAD_USER_INPUT", "head": "1"}


def test_no_other_refusal_has_the_newest_change(api: Api, database: Database) -> None:
    publish(database)
    [refusal] = api.post(CHANGES, {"after": "1", "first": 101}).json()["errors"]
    assert refusal["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, ""])
def test_a_place_that_is_none_is_refused(api: Api, after: str) -> None:
    refusal = api.refusal(CHANGES, after=after)
    assert refusal["code"] == "BAD_USER_INPUT"
    assert "string of digits" in refusal["message"]


def test_what_was_put_off_and_then_withdrawn_has_a_tombstone(api: Api, database: Database) -> None:
    with_key(api, database, Scope.EDIT)
    story = done(api, "publishArticle", article=ARTICLE)["article"]["id"]
    later = {"publishedAt": "2033-01-01T00:00:00Z"}
    done(api, "reviseArticle", article=story, expectedRevision=1, changes=later)
    done(api, "withdrawArticle", article=story, note="It was wrong.")
    document = "query ($by: ArticleBy!) { tombstone(by: $by) { kind note } }"
    stone = api.ask(document, by={"id": story})["tombstone"]
    assert stone == {"kind": "WITHDRAWN", "note": "It was wrong."}
