"""When a plan answers, and when it leaves the answer to the executor."""

import orjson
import pytest
from sqlalchemy import text

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.plans import answer as answers
from broadsheet_server.execution.plans import planned_answer
from broadsheet_server.execution.plans.counts import COUNTS, PlanCounts
from broadsheet_server.schema.schema import CORE
from broadsheet_server.storage import text_budget
from tests.server.execution.plans.store_asked import StoreAsked

HEADLINES = "query ($first: Int) { articles(first: $first) { nodes { headline } } }"
EVERYTHING = """{ articles(first: 100) { totalCount { value } edges { cursor } pageInfo { endCursor } nodes {
    id slug headline summary bodyHtml bodyText byline dateline language publishedAt updatedAt wordCount
    readingMinutes revision status canonicalUrl copyrightNotice externalReference path
    section { id name path parent { id } } breadcrumb { label url section { id } } authors { id name }
    tags { id label kind } leadImage { id alt caption credit url width height }
    images { id renditions { name url mediaType width } } source { name url }
    sources { name url } corrections { correctedAt text }
    related(first: 3) { edges { score reasons { text weight } node { slug } } } } } }"""
"""Bodies in lists are planned on SQLite only."""

DAMAGED_VALUES: list[tuple[str, str, object]] = [
    *(
        ("rendition", side, size)
        for side in ("width", "height")
        for size in (2**31, 2**31 - 1, 0, -1, "wide")
    ),
    *(("article", "word_count", value) for value in (2**31, -1, "many")),
    *(("article", "revision", value) for value in (2**31, "first")),
    *(("article", "updated_at", value) for value in ("yesterday", "", "12024-01-01 00:00:00.000000")),
    *(("article", name, "") for name in ("headline", "summary", "language", "source_url", "canonical_url")),
    *(("article", name, value) for name, value in (("language", "no language"), ("status", "lost"))),
    *(("article", "published_at", "2024-13-45"), ("article", "expires_at", "never")),
    *(("article", "embargoed_until", "2"), ("tag", "kind", "secret")),
    *(("correction", "corrected_at", "yesterday"), ("section", "name", ""), ("article_body", "html", "")),
]
DAMAGED_IDS: list[tuple[str, str, object]] = [
    *(("image", "id", value) for value in ("x", "", "0" * 31, "A" * 32)),
    *(("author", "id", value) for value in ("x", "é" * 32)),
    *(("section", "parent_id", value) for value in ("x", "0" * 32)),
    *(("related", column, value) for column, value in (("ids", b"x"), ("scores", b""), ("reasons", "{"))),
    *(("related", "near_duplicates", value) for value in ('["x"]', "[]", "null")),
    ("related", "reasons", '[[{"kind": "lost"}]]'),
    ("article", "published_at", "2024-10-12T06:30:00+02:00"),
    ("article", "published_at", "2024-W41-6 06:30:00.000000"),
    ("article", "updated_at", "0001-01-01 00:00:00+14:00"),
    ("article", "language", "ZH-hans"),
]


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: who answers does not depend on it, and PostgreSQL refuses damaged values."""
    return sqlite_store


def test_a_question_that_is_asked_again_is_answered_by_a_plan(asked: StoreAsked) -> None:
    document, before = DocumentCache().get(HEADLINES), COUNTS.unplanned
    first = asked.answer(document, {"first": 3})
    planned = COUNTS.planned
    assert COUNTS.unplanned == before + 1

    assert asked.answer(document, {"first": 3}) == first
    assert asked.answer(document, {"first": 2}) != first
    assert COUNTS.planned == planned + 2


def test_a_mistake_is_told_by_the_executor_and_keeps_nobody_from_a_plan(asked: StoreAsked) -> None:
    document = DocumentCache().get(HEADLINES)
    for _ in range(3):
        assert b"BAD_USER_INPUT" in asked.answer(document, {"first": "three"})[0]
    asked.answer(document, {"first": 3})
    declined, planned = COUNTS.declined, COUNTS.planned

    assert "a page has 0 to 100 entries" in asked.answer(document, {"first": 101})[1]
    assert asked.answer(document, {"first": 3})[1] == "[]"
    assert (COUNTS.declined, COUNTS.planned) == (declined + 1, planned + 1)


def test_names_that_python_knows_are_only_names(asked: StoreAsked) -> None:
    document = """{ S: articles(first: 2) { None: nodes { K0: headline def: slug __import__: path r: id
        related { p: nodes { e: slug exec: headline } } } answer: __typename } row0: __typename }"""
    executed, planned, by_plan = asked.both(document)
    assert planned == executed
    assert by_plan
    assert set(orjson.loads(planned[0])["S"]["None"][0]) == {"K0", "def", "__import__", "r", "related"}


def test_a_condition_has_its_own_plan(asked: StoreAsked) -> None:
    document = DocumentCache().get(
        """query ($short: Boolean!) { articles(first: 1) { nodes { slug @skip(if: $short) path } } }"""
    )
    for _ in range(3):
        for short, names in ((True, {"path"}), (False, {"slug", "path"})):
            data = orjson.loads(asked.answer(document, {"short": short})[0])
            assert set(data["articles"]["nodes"][0]) == names


@pytest.mark.parametrize(("module", "limit"), [(answers, "BYTES_MAX"), (text_budget, "RESPONSE_BYTES_MAX")])
def test_an_answer_that_is_too_long_is_left_to_the_executor(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch, module: object, limit: str
) -> None:
    document = "{ articles { nodes { %s authors { name } tags { label } } } }"
    assert asked.both(document % "slug")[2]
    monkeypatch.setattr(module, limit, 200)
    executed, answer, by_plan = asked.both(document % "path")  # of which no card is kept
    assert answer == executed
    assert not by_plan


def test_a_body_is_not_written_many_times(asked: StoreAsked) -> None:
    aliases = " ".join(f"a{number}: bodyHtml" for number in range(20))
    executed, answer, by_plan = asked.both(f'{{ article(by: {{slug: "story-1"}}) {{ {aliases} }} }}')
    assert answer == executed
    assert not by_plan


def test_a_field_with_a_permission_is_left_to_the_executor(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = CORE.type_map["Article"]
    definition = kind.fields["byline"].extensions["strawberry-definition"]  # type: ignore[attr-defined]
    monkeypatch.setattr(definition, "extensions", [object()])
    assert not asked.both("{ articles { nodes { byline } } }")[2]
    assert asked.both("{ articles { nodes { dateline } } }")[2]


def test_only_so_many_plans_are_kept(asked: StoreAsked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planned_answer, "PLANS_MAX", 3)
    documents = [DocumentCache().get(f"{{ a{number}: limits {{ pageMax }} }}") for number in range(5)]
    for document in documents:
        asked.answer(document, {})
        asked.answer(document, {})
    planned = COUNTS.planned
    asked.answer(documents[0], {})
    assert COUNTS.planned == planned
    asked.answer(documents[-1], {})
    assert COUNTS.planned == planned + 1


def test_the_share_of_plans_is_known() -> None:
    assert PlanCounts().share is None
    assert PlanCounts(planned=6, declined=1, unplanned=1).share == 0.75


COUNTED = "UPDATE change_head SET parts_version = parts_version + 1"
"""What `docs/operations.md` asks of who changes rows by hand."""


def test_damaged_values_are_answered_as_the_executor_answers_them(asked: StoreAsked) -> None:
    """One after the other in the same store, each in the last row of its table."""
    with asked.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table, column, value in (*DAMAGED_VALUES, *DAMAGED_IDS):
            row = f"rowid = (SELECT max(rowid) FROM {table})"
            update = text(f"UPDATE {table} SET {column} = :value WHERE {row}")
            sound = connection.execute(text(f"SELECT {column} FROM {table} WHERE {row}")).scalar()
            connection.execute(update, {"value": value})
            connection.exec_driver_sql(COUNTED)
            for document in (EVERYTHING, "{ sections { id name children { id parent { id } } } }"):
                executed, answer, _ = asked.both(document)
                assert answer == executed, (table, column, value)
            connection.execute(update, {"value": sound})
        connection.exec_driver_sql(COUNTED)
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    assert asked.both(EVERYTHING)[2]


def test_a_condition_that_is_null_is_the_mistake_of_that_request(asked: StoreAsked) -> None:
    document = DocumentCache().get(
        "query ($full: Boolean = true) { limits { pageMax @include(if: $full) nodesMax } }"
    )
    mistake = asked.answer(document, {"full": None})
    assert "Argument 'if' has invalid value" in mistake[1]
    for _ in range(3):
        assert asked.answer(document, {"full": None}) == mistake
        assert orjson.loads(asked.answer(document, {})[0])["limits"] == {"pageMax": 100, "nodesMax": 100}
