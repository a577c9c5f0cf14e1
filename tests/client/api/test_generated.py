"""The reader's types are those of the contract, and read it strictly."""

import json
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from broadsheet_client.api import decoding, generated, generation
from broadsheet_client.api.encoding import to_json
from broadsheet_client.api.generated import (
    ArticleBy,
    ArticleCard,
    ArticlePage,
    FrontPage,
    ShareOutcome,
    TagKind,
    open_article,
)
from broadsheet_client.errors import ErrorKind, ReaderError
from tests.client import responses


def test_the_generated_file_is_what_the_contract_and_the_operations_make() -> None:
    written = generation.TARGET.read_text("utf-8")
    assert written == generation.generate(generation.shared_schema()), (
        "run: python -m broadsheet_client.api.generation"
    )


def test_servers_know_what_the_reader_asks() -> None:
    written = generation.shared_file("reader_documents.json").read_text("utf-8")
    assert written == generation.documents(generation.shared_schema()), (
        "run: python -m broadsheet_client.api.generation"
    )
    asked = open_article(by=ArticleBy(slug="x"), language="en").document
    assert asked in json.loads(written).values()


@pytest.mark.program
def test_the_running_reader_needs_no_graphql_library() -> None:
    program = (
        "import sys, broadsheet_client.api.generated\n"
        "heavy = {'graphql', 'PySide6', 'pydantic', 'email_validator'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_operation_that_does_not_fit_the_contract_is_refused(tmp_path: Any) -> None:
    (tmp_path / "wrong.graphql").write_text("query Wrong { publication { colour } }")
    with pytest.raises(generation.GenerationError, match="colour"):
        generation.generate(generation.shared_schema(), tmp_path)


def test_what_python_cannot_say_is_refused(tmp_path: Any) -> None:
    (tmp_path / "inline.graphql").write_text("query Inline { node(id: 1) { ... on Article { headline } } }")
    with pytest.raises(generation.GenerationError):
        generation.generate(generation.shared_schema(), tmp_path)


def test_a_page_is_a_card_with_more_to_it() -> None:
    assert issubclass(ArticlePage, ArticleCard)
    assert {field.name for field in fields(ArticleCard)} < {field.name for field in fields(ArticlePage)}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (FrontPage, responses.front_page()),
        (ArticleCard, responses.card(leadImage=responses.image())),
        (ArticlePage, responses.page(related=(2, 3), images=[responses.image()])),
    ],
)
def test_what_is_written_for_the_store_reads_back_the_same(kind: Any, values: dict[str, Any]) -> None:
    value = kind.from_json(values)
    assert kind.from_json(to_json(value)) == value


def test_a_word_that_a_newer_server_added_breaks_nothing() -> None:
    page = responses.page(tags=[{"slug": "x", "label": "X", "kind": "FESTIVAL"}])
    assert ArticlePage.from_json(page).tags[0].kind == "FESTIVAL"
    assert responses.article_page().tags[0].kind is TagKind.TOPIC


def test_times_are_aware_and_in_utc() -> None:
    card = responses.article_card(publishedAt="2026-11-20T22:05:00+08:00")
    assert card.published_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert card.published_at.tzinfo is UTC


def test_a_field_that_the_reader_does_not_know_is_let_be() -> None:
    assert responses.article_card(somethingNew=1).id == "a1"


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"headline": None}, "article.headline: expected a string, found None"),
        ({"publishedAt": "yesterday"}, "article.publishedAt: expected a date and time"),
        ({"publishedAt": "2026-11-20T12:00:00"}, "article.publishedAt: a time without its zone"),
        ({"wordCount": True}, "article.wordCount: expected a whole number, found True"),
        ({"wordCount": "4"}, "article.wordCount: expected a whole number"),
        ({"tags": {}}, "article.tags: expected a list"),
        ({"section": []}, "article.section: expected an object"),
        ({"images": [responses.image(width=None)]}, "article.images[0].width: expected a whole number"),
        ({"authors": [{"slug": "a", "name": 1}]}, "article.authors[0].name: expected a string"),
    ],
)
def test_nonsense_is_refused_by_its_place(changes: dict[str, Any], detail: str) -> None:
    with pytest.raises(ReaderError) as caught:
        ArticlePage.from_json(responses.page(**changes), "article")
    assert caught.value.kind == ErrorKind.PROTOCOL
    assert detail in caught.value.detail


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ReaderError) as caught:
        ShareOutcome.from_json({"share": None})
    assert caught.value.detail == "userErrors: missing"


def test_what_is_not_given_is_not_sent() -> None:
    call = open_article(by=ArticleBy(slug="ferry"), language="zh")
    assert call.variables == {"by": {"slug": "ferry"}, "language": "zh"}
    assert call.document.startswith("query OpenArticle(")
    assert call.document.count("fragment ArticleCard on") == 1
    assert not call.mutates


def test_every_operation_can_be_called() -> None:
    names = {path.stem for path in generation.OPERATIONS.glob("*.graphql")} - {"fragments"}
    assert names == {name for name in names if callable(getattr(generated, name))}


def test_an_article_stored_before_a_field_was_added_is_still_read() -> None:
    stored: dict[str, object] = {"headline": "Bridge opens"}

    assert decoding.field(stored, "dateline", "article", decoding.nullable(decoding.string)) is None
    with pytest.raises(ReaderError) as caught:
        decoding.field(stored, "summary", "article", decoding.string)
    assert caught.value.detail == "article.summary: missing"
