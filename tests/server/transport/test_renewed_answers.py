"""An article's answer outlives what does not concern it, and nothing that does."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.changefeed.written_lists import record_written_lists
from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.arrange_names import TAGS, Named, UnknownNameError, rename
from broadsheet_server.newsroom.arrange_sections import (
    SectionExistsError,
    UnknownSectionError,
    move_section,
)
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.withdraw import WrongStatusError, restore, withdraw
from broadsheet_server.related.lists import RelatedEntry, pack_entries
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.cached_answers import CachedAnswers
from broadsheet_shared.vocabulary import Scope, TagKind
from tests.builders import NOW, publish
from tests.processes import PROCESSES
from tests.server.schema.api import RESPONSE_JSON, Api
from tests.server.transport.repeated_reads import READS

CHANGES = int(os.environ.get("ANSWER_CHANGES", "25"))
"""After how many changes all answers are compared. Before a release: 3000."""


ARTICLES = 5
PAGE = """query ($by: ArticleBy!) { article(by: $by) { headline bodyHtml section { path name }
    breadcrumb { label } authors { name } tags { label } corrections { text }
    related(first: 3) { edges { score node { slug headline section { name } }
        alsoPublishedBy { slug headline } } } } }"""
LISTS = """{ articles(first: 4) { totalCount { value } nodes { headline section { name } } }
    section(path: "city") { name articles(first: 2) { nodes { headline } pageInfo { hasNextPage } } } }"""
CITY = """{ section(path: "city") { name articles(first: 3) { nodes { headline section { name } }
    pageInfo { hasNextPage endCursor } } }
    world: articles(where: {section: "world"}, orderBy: OLDEST, first: 2) { nodes { slug headline } } }"""
TAGGED = """{ articles(where: {tag: "river"}, first: 2) { nodes { headline tags { label } } }
    by: articles(where: {author: "li-wei"}, first: 3) { nodes { headline authors { name } } } }"""
SECTIONS = '{ sections { path name children { path name } } article(by: {slug: "story-9"}) { headline } }'
SIDES = ("city", "world")
BRIEF = "query ($by: ArticleBy!) { article(by: $by) { headline updatedAt } }"


def slug(number: int) -> dict[str, Any]:
    return {"by": {"slug": f"story-{number}"}}


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    *((query, slug(number)) for query in (PAGE, BRIEF) for number in range(ARTICLES)),
    *((query, {}) for query in (LISTS, CITY, TAGGED, SECTIONS)),
]


def revise(database: Database, number: int, headline: str, **changes: Any) -> UUID:
    """Publish a story, or its next version."""
    named: dict[str, Any] = {
        "slug": f"story-{number}",
        "external_reference": f"urn:story:{number}",
        "headline": headline,
    }
    return publish(database, now=datetime.now(UTC), **named, **changes).article_id


def relate(session: Session, article_id: UUID, ids: list[UUID], score: float) -> None:
    """Store a related list, as its follower does: no entry of the change feed tells of it."""
    entries = [RelatedEntry(each, score, (), near_duplicates=(ids[0],)) for each in ids[1:]]
    packed = pack_entries(entries)
    session.merge(Related(article_id=article_id, **packed, version=1))
    record_written_lists(session, [article_id])


NAMED: list[dict[str, Any]] = [
    {"tags": (DraftTag("River", TagKind.TOPIC),)},
    {"authors": (DraftAuthor("Li Wei"),)},
    {"tags": (), "authors": ()},
]


class Newsroom:
    """What editors and followers do to five stories, by chance."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.database = database
        self.chance = chance
        self.ids = [
            revise(database, number, f"Story {number}", section_path=f"city/part{number}")
            for number in range(ARTICLES)
        ]
        self.count = 0

    def change_something(self) -> None:
        """One commit, or none where something cannot be changed so."""
        self.count += 1
        text, number = f"Change {self.count}", self.chance.randrange(ARTICLES)
        with suppress(WrongStatusError, RejectedDraftError, UnknownNameError):
            change = self._change_an_article if self.chance.random() < 0.5 else self._change_what_is_shared
            change(text, number, datetime.now(UTC))

    def _change_an_article(self, text: str, number: int, now: datetime) -> None:
        article_id = self.ids[number]
        match self.chance.randrange(8):
            case 0:
                publish(self.database, headline=text, section_path=self.chance.choice(SIDES))
            case 1:
                path = self.chance.choice([f"city/part{number}", f"world/part{self.count}"])
                revise(self.database, number, text, section_path=path)
            case 2:
                revise(self.database, number, text, expires_at=now + timedelta(seconds=0.2))
            case 3:
                self.write(withdraw, article_id, now=now)
            case 4 | 5:
                self.write(restore, article_id, now=now)
            case 6:
                self.write(correct, article_id, text, now=now)
            case _:
                revise(self.database, number, text, section_path="world", **self.chance.choice(NAMED))

    def _change_what_is_shared(self, text: str, number: int, now: datetime) -> None:
        """Sections, tags, related lists, or what is to come."""
        match self.chance.randrange(6):
            case 0:
                with self.database.write() as session:
                    arrange_sections(session, [("city", text)])
            case 1:
                self.write(rename, TAGS, self.named(Tag, "river"), text, now=now)
            case 2:
                old, new = self.chance.choice([("world", "abroad"), ("abroad", "world")])
                with suppress(UnknownSectionError, SectionExistsError):
                    self.write(move_section, old, new, now=now)
            case 3:
                until = now + timedelta(seconds=0.2)
                publish(self.database, headline=text, section_path="city", embargoed_until=until, now=now)
            case 4:
                with self.database.write() as session:
                    pin_related(session, self.ids[number], self.chance.sample(self.ids, 2))
            case _:
                others = [each for each in self.chance.sample(self.ids, 4) if each != self.ids[number]]
                with self.database.write() as session:
                    relate(session, self.ids[number], others, 0.5)

    def named(self, table: Any, slug: str) -> Named:
        """A tag or an author."""
        with self.database.read() as session:
            return Named(session.exec(select(table.id).where(table.slug == slug)).first(), "id")

    def write(self, change: Callable[..., object], *arguments: object, now: datetime) -> None:
        with self.database.write() as session:
            change(session, *arguments, now=now)


def answered_by_the_store() -> int:
    """How many operations were answered by a plan or the executor so far."""
    return COUNTS.planned + COUNTS.declined + COUNTS.unplanned


def test_what_happens_elsewhere_leaves_an_articles_answer_alone(caching_api: Api, database: Database) -> None:
    first, second = (revise(database, number, f"Story {number}") for number in range(2))
    with database.write() as session:
        relate(session, first, [second, second], 0.5)
    for query in (PAGE, BRIEF):
        for _ in range(2):  # the second time by a plan, which knows what it reads
            caching_api.ask(query, **slug(0))
            publish(database, headline="Something else", section_path="world")
    asked = answered_by_the_store()
    for number in range(3):
        publish(database, headline=f"News {number}", section_path="world")
        with database.write() as session:
            create_key(session, f"key {number}", [Scope.SHARE], now=NOW)
        assert caching_api.ask(PAGE, **slug(0))["article"]["headline"] == "Story 0"
        assert caching_api.ask(BRIEF, **slug(0))["article"]["headline"] == "Story 0"
    assert answered_by_the_store() == asked


def test_after_every_change_whatever_it_is_a_known_answer_is_what_the_store_says(
    caching_api: Api, database: Database, cache: AnswerCache
) -> None:
    newsroom = Newsroom(database, random.Random(11))
    compared = 0
    for _ in range(CHANGES):
        newsroom.change_something()
        for query, variables in QUESTIONS:
            compared += 1
            known = caching_api.post(query, variables)
            fresh = caching_api.post(query, variables, accept=f"{RESPONSE_JSON}; number={compared}")
            again = caching_api.post(query, variables)
            assert fresh.content in (known.content, again.content)
    assert cache.hits > compared / 4


def test_the_same_address_may_come_to_mean_another_article(caching_api: Api, database: Database) -> None:
    revise(database, 0, "By its own address", canonical_url="https://elsewhere.example/a/")
    second = revise(database, 1, "By exactly this address", canonical_url="https://elsewhere.example/b")
    query = "query ($by: ArticleBy!) { article(by: $by) { headline } }"
    by = {"by": {"canonicalUrl": "https://elsewhere.example/a"}}
    for _ in range(3):
        assert caching_api.ask(query, **by)["article"]["headline"] == "By its own address"
    with database.write() as session:  # two such addresses are one for who publishes; old archives have both
        session.get_one(Article, second).canonical_url = "https://elsewhere.example/a"
        correct(session, second, "It has moved.", now=datetime.now(UTC))
    assert caching_api.ask(query, **by)["article"]["headline"] == "By exactly this address"


def test_an_article_is_found_by_a_reference_that_it_gets_without_having_changed(
    api: Api, database: Database
) -> None:
    same = {"headline": "Rain", "canonical_url": "https://elsewhere.example/rain"}
    publish(database, **same)
    query = "query ($by: ArticleBy!) { article(by: $by) { headline } }"
    by = {"by": {"externalReference": "urn:rain"}}
    for number in range(3):  # the second time by a plan, which knows what it reads
        publish(database, headline=f"News {number}")
        assert api.ask(query, **by)["article"] is None
    sent_again = publish(database, external_reference="urn:rain", **same)
    assert sent_again.sequence is None, "nothing that a reader sees has changed"
    assert api.ask(query, **by)["article"] == {"headline": "Rain"}


def write_numbers(url: str, revised: Any, shown: Any, ids: list[UUID], is_done: Any) -> None:
    """The other process: raise numbers in headlines, section names and related lists, telling each commit."""
    database, chance, count = Database(url), random.Random(5), 0
    while not is_done.value:
        count += 1
        number = chance.randrange(ARTICLES)
        match chance.randrange(4):
            case 0 | 1:
                revise(database, number, str(count), section_path="city")
                revised[number] = count
            case 2:
                with database.write() as session:
                    arrange_sections(session, [("city", str(count))])
                shown.value = count
            case _:
                with database.write() as session:
                    relate(session, ids[0], [ids[1], chance.choice(ids[2:])], chance.random())
    database.dispose()


def test_of_thousands_of_an_articles_answers_beside_another_process_none_is_stale(
    app: Starlette, database: Database, cache: AnswerCache
) -> None:
    ids = [revise(database, number, "0", section_path="city") for number in range(ARTICLES)]
    with database.write() as session:
        arrange_sections(session, [("city", "0")])
        relate(session, ids[0], ids[1:4], 0.5)
    revised, shown, is_done = PROCESSES.Array("i", ARTICLES), PROCESSES.Value("i", 0), PROCESSES.Value("i", 0)
    url = database.url.render_as_string(hide_password=False)
    writer = PROCESSES.Process(target=write_numbers, args=(url, revised, shown, ids, is_done))
    stale: list[object] = []
    chance = random.Random(3)
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        api = Api(client)
        writer.start()
        try:
            for _ in range(READS):
                number = 0 if chance.random() < 0.5 else chance.randrange(ARTICLES)
                committed, section = revised[:], shown.value
                article = api.ask(PAGE, **slug(number))["article"]
                edges = article["related"]["edges"]
                nodes = [node for edge in edges for node in (edge["node"], *edge["alsoPublishedBy"])]
                numbers = {int(node["slug"].removeprefix("story-")): int(node["headline"]) for node in nodes}
                numbers[number] = int(article["headline"])
                if any(told < committed[story] for story, told in numbers.items()):
                    stale.append((article, committed))
                if int(article["section"]["name"]) < section:
                    stale.append((article, section))
        finally:
            is_done.value = 1
            writer.join()
    assert stale == []
    assert writer.exitcode == 0
