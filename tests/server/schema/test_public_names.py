"""What a tag or an author is called is told while a public article names them, and at no other time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.arrange_names import TAGS, Named, merge
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftContributor, DraftTag
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ContributorRole, Scope, TagKind
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.editing import with_key

STING = DraftTag("Sting", TagKind.TOPIC)
ADA = DraftAuthor("Ada Moor")
LATER = NOW + timedelta(days=3_000)
LABEL = "query ($slug: String!) { tag(slug: $slug) { label } }"
NAME = "query ($slug: String!) { author(slug: $slug) { name } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Tag { label } ... on Author { name } } }"
HIDDEN: dict[str, dict[str, Any]] = {
    "under embargo": {"embargoed_until": LATER},
    "scheduled": {"published_at": LATER},
    "expired": {"expires_at": NOW - timedelta(days=1)},
}
ASKED_OFTEN = 3
"""A query has a plan from the second time on."""


def ids_of_names(database: Database) -> list[str]:
    """The global ids of every tag and every author."""
    with database.read() as session:
        tags = [global_id("Tag", key) for key in session.exec(select(Tag.id))]
        return tags + [global_id("Author", key) for key in session.exec(select(Author.id))]


def told(api: Api, database: Database, *, slug: str = "sting") -> list[Any]:
    """What is said of the tag, the author, and all names by their ids: the same by executor and plan."""
    ids, answers = ids_of_names(database), []
    for _ in range(ASKED_OFTEN):
        tag, author = api.ask(LABEL, slug=slug)["tag"], api.ask(NAME, slug="ada-moor")["author"]
        answers.append([tag, author, *filter(None, api.ask(NODES, ids=ids)["nodes"])])
    assert answers[1:] == answers[:-1]
    return answers[0]


BOTH = [{"label": "Sting"}, {"name": "Ada Moor"}] * 2
NEITHER = [None, None]


@pytest.mark.parametrize("dates", HIDDEN.values(), ids=HIDDEN)
def test_nobody_but_an_editor_learns_whom_and_what_an_article_that_is_not_public_names(
    api: Api, database: Database, dates: dict[str, Any]
) -> None:
    publish(database, tags=(STING,), authors=(ADA,), **dates)
    assert told(api, database) == NEITHER
    assert told(with_key(api, database, Scope.SHARE), database) == NEITHER
    assert told(with_key(api, database, Scope.EDIT, name="desk"), database) == BOTH


def test_a_name_goes_with_the_last_article_that_has_it_and_comes_back_with_it(
    api: Api, database: Database
) -> None:
    articles = [
        publish(database, headline=headline, tags=(STING,), authors=(ADA,)).article_id
        for headline in ("One", "Two")
    ]
    steps: list[tuple[Callable[..., Any], int, Any]] = [
        (withdraw, 0, BOTH),
        (withdraw, 1, NEITHER),
        (restore, 0, BOTH),
    ]
    assert told(api, database) == BOTH
    for act, number, expected in steps:
        with database.write() as session:
            act(session, articles[number], now=NOW)
        assert told(api, database) == expected


def test_a_name_is_told_when_the_embargo_ends_though_nothing_is_written_then(
    api: Api, database: Database
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    publish(database, tags=(STING,), authors=(ADA,), embargoed_until=soon)
    while datetime.now(UTC) < soon:
        api.ask(LABEL, slug="sting")
    assert told(api, database) == BOTH


def test_whoever_worked_on_a_public_article_is_known_by_name(api: Api, database: Database) -> None:
    publish(database, contributors=(DraftContributor(ADA, ContributorRole.PHOTOGRAPHER),))
    assert told(api, database) == [None, {"name": "Ada Moor"}, {"name": "Ada Moor"}]


def test_an_earlier_slug_tells_no_more_than_the_present_one(api: Api, database: Database) -> None:
    topics = (DraftTag("Old sting", TagKind.TOPIC), STING)
    publish(database, tags=topics, authors=(ADA,), embargoed_until=LATER)
    with database.write() as session:
        ids = {tag.slug: tag.id for tag in session.exec(select(Tag))}
        merge(session, TAGS, Named(ids["old-sting"], "tag"), Named(ids["sting"], "into"), now=NOW)
    assert told(api, database, slug="old-sting") == NEITHER
    assert told(with_key(api, database, Scope.EDIT), database, slug="old-sting") == BOTH
