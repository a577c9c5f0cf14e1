"""Wrong input is an error in words, odd input finds nothing, and a fault of ours shows nothing internal."""

from uuid import UUID

import pytest

from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.schema.api import QUESTION, SLUG, Api
from tests.server.schema.sample_articles import publish_articles


@pytest.mark.parametrize("by", [{}, {"slug": "a", "id": "b"}, {"slug": None}])
def test_an_article_is_asked_for_by_exactly_one_name(api: Api, by: dict[str, str]) -> None:
    assert api.refusal(SLUG, by=by)["code"] == "BAD_USER_INPUT"


def test_an_id_that_is_none_of_ours_finds_nothing(api: Api, database: Database) -> None:
    key = publish(database).article_id
    right = global_id("Article", key)
    wrong = [
        "", "x", "7", right[:-1], right + "=", right.lower(), f"Article:{key.hex}", global_id("Section", key),
        global_id("Nothing", key), global_id("Article", UUID(int=0)), "É" * 8, right.replace("Q", "Ｑ", 1),
        "A" * 10_000,
    ]  # fmt: skip

    for text in wrong:
        assert api.ask("query ($id: ID!) { node(id: $id) { id } }", id=text)["node"] is None, text
        assert api.ask(SLUG, by={"id": text})["article"] is None, text
    assert api.ask(SLUG, by={"id": right})["article"] is not None


def test_a_null_that_may_not_be_is_called_null(api: Api) -> None:
    refusal = api.refusal("query ($id: ID!) { node(id: $id) { id } }", id=None)

    assert refusal["message"].endswith("'ID!' not to be null.")


def test_more_ids_than_allowed_is_an_error_that_names_the_cap(api: Api) -> None:
    refusal = api.refusal("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 101)

    assert refusal == {"code": "BAD_USER_INPUT", "message": "`ids` has 101 entries; `nodes` takes up to 100."}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("last: -2", "`last` is -2; a page has 0 to 100 entries."),
        ("first: -1", "`first` is -1; a page has 0 to 100 entries."),
        ("first: 101", "`first` is 101; a page has 0 to 100 entries."),
        ("last: 500", "`last` is 500; a page has 0 to 100 entries."),
        ("first: 1, last: 1", "Give `first` or `last`, not both: one page has one end to count from."),
        ('after: ""', "`after` is not a cursor. Take it from an earlier page of the same list."),
        ('before: "nonsense"', "`before` is not a cursor. Take it from an earlier page of the same list."),
    ],
)
def test_a_page_that_cannot_be_is_an_error_in_words(api: Api, arguments: str, words: str) -> None:
    refusal = api.refusal(f"{{ articles({arguments}) {{ nodes {{ id }} }} }}")

    assert refusal == {"code": "BAD_USER_INPUT", "message": words}


def test_a_cursor_of_another_list_is_refused(api: Api, database: Database) -> None:
    publish_articles(database, 5)
    cursor = api.ask("{ articles(first: 1) { edges { cursor } } }")["articles"]["edges"][0]["cursor"]
    related = api.ask('{ article(by: {slug: "story-4"}) { related { edges { cursor } } } }')["article"][
        "related"
    ]
    query = "query ($c: String!) { articles(after: $c, %s) { nodes { slug } } }"

    assert len(api.ask(query % "first: 9", c=cursor)["articles"]["nodes"]) == 4
    for other in ('where: {section: "city"}', "orderBy: OLDEST"):
        assert "a cursor of another list" in api.refusal(query % other, c=cursor)["message"]
    assert api.refusal(query % "first: 9", c=related["edges"][0]["cursor"])["code"] == "BAD_USER_INPUT"
    assert api.refusal(query % "first: 9", c=cursor + "A")["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "moment", ["2024-10-12", "yesterday", "2024-10-12T06:30:00", "0001-01-01T00:00:00+14:00", 7]
)
def test_a_moment_without_a_zone_or_sense_is_refused_in_words(api: Api, moment: object) -> None:
    query = "query ($w: ArticleWhere) { articles(where: $w) { nodes { id } } }"
    refusal = api.refusal(query, w={"publishedAfter": moment})

    assert refusal["code"] == "BAD_USER_INPUT"
    assert "2026-11-20T08:30:00Z" in refusal["message"]


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "'; DROP TABLE article; --", "%", "_", "\U0001f4f0" * 100, "a" * 50_000]
)
def test_odd_text_finds_nothing_and_breaks_nothing(api: Api, database: Database, text: str) -> None:
    publish(database)
    where = {"section": text, "tag": text, "author": text, "language": text}
    answers = [
        api.post(SLUG, {"by": {"slug": text}}),
        api.post(SLUG, {"by": {"canonicalUrl": text}}),
        api.post("query ($w: ArticleWhere) { articles(where: $w) { nodes { id } } }", {"w": where}),
        api.post(
            "query ($t: String!) { tag(slug: $t) { id } author(slug: $t) { id } section(path: $t) { id } }",
            {"t": text},
        ),
    ]

    assert {answer.status_code for answer in answers} <= {200, 294}
    assert "INTERNAL" not in "".join(answer.text for answer in answers)


def test_a_mistake_of_ours_shows_a_number_that_the_log_has(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("broadsheet_server.schema.publication.Publication", broken)
    response = api.post(QUESTION)
    [error] = response.json()["errors"]

    assert response.status_code == 294
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "swordfish" not in response.text
    assert error["extensions"]["errorId"] in caplog.text
    assert "swordfish" in caplog.text


def test_a_fault_before_the_execution_is_masked_in_json_too(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the password is 1234")

    monkeypatch.setattr("broadsheet_server.transport.http.authenticated", broken)
    response = api.post(QUESTION)

    [error] = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert "1234" not in response.text
    assert error["extensions"]["errorId"] in caplog.text
