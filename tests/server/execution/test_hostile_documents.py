"""Whatever a stranger asks, it ends within its limits, and nobody else waits for it."""

import asyncio
import gc
import shutil
import time
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from graphql import get_introspection_query
from sqlalchemy import update
from sqlmodel import select
from starlette.applications import Starlette
from starlette.routing import Route

from broadsheet_server.models.articles import ArticleBody
from broadsheet_server.models.related import Related
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.health import health
from broadsheet_server.related.lists import RelatedEntry, pack_entries
from broadsheet_server.settings import SectionSettings, Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.transport.http import routes
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, draft
from tests.processor_time import slowness

ARTICLES = 100
SECTIONS = 10
SUBSECTIONS = 100
TAGS = 70
WAIT_MAX_S = 0.05
ROUNDS = 5
MEMORY_MAX = 32 * 1024 * 1024

ALIASES = " ".join(f"a{number}: bodyHtml" for number in range(29))
REFUSED = {
    "a negative page size beside an expensive list": "{ a: articles(first: -2000000000) { nodes { id } } "
    "b: articles(first: 100) { nodes { related(first: 100) { nodes { related(first: 100) { nodes { bodyHtml "
    "} } } } } } }",
    "sections up and down": "{ sections { children { parent { children { parent { children { name } } "
    "} } } } }",
    "thirty times every body": f"{{ articles(first: 100) {{ nodes {{ {ALIASES} }} }} }}",
    "every body": "{ articles(first: 100) { nodes { bodyHtml bodyText } } }",
    "all tags of many articles": "{ articles(first: 100) { nodes { a: tags { id label slug } "
    "b: tags { id label slug kind } c: tags { id label slug kind } } } }",
    "tags in lists of lists": "{ "
    + " ".join(f"a{n}: articles(first: 100) {{ nodes {{ tags {{ label }} }} }}" for n in range(12))
    + " }",
    "lists of lists of lists": "{ articles(first: 100) { nodes { section { articles(first: 100) { nodes { "
    "section { articles { nodes { id } } } } } } } } }",
    "two thousand unknown fields": "{ " + " ".join(f"x{number}" for number in range(1_900)) + " }",
}
ANSWERED = {
    "sections with sections": "{ sections { name children { name path parent { name } } } }",
    "related news of every article": "{ articles(first: 100) { nodes { related(first: 20) { nodes { headline "
    "section { name } } } } } }",
    "thirty long lists": "{ "
    + " ".join(f"a{number}: articles(first: 100) {{ nodes {{ id headline }} }}" for number in range(30))
    + " }",
    "thirty small lists of every article": "{ articles(first: 100) { nodes { "
    + " ".join(f"a{number}: related(first: 1) {{ pageInfo {{ hasNextPage }} }}" for number in range(29))
    + " } } }",
    "some long bodies": "{ articles(first: 20) { nodes { bodyHtml bodyText } } }",
    "introspection": get_introspection_query(),
}


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts here is processor time: on a busy machine an answer may come after the deadline."""
    monkeypatch.setattr("broadsheet_server.execution.execute_operation.DEADLINE_SECONDS", 300)


@pytest.fixture(autouse=True, scope="module")
def collections_as_in_a_server() -> Iterator[None]:
    """The collector of garbage runs as often as `broadsheet serve` lets it."""
    thresholds = gc.get_threshold()
    collect_less_often()
    yield
    gc.set_threshold(*thresholds)


@pytest.fixture(scope="module")
def hostile_store(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Settings]]:
    """A newspaper with everything in excess: sections, tags, related news, and bodies of 100 KB."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(migrated_sqlite, folder / "broadsheet.sqlite3")
    database = Database(sqlite_url(folder / "broadsheet.sqlite3"))
    with database.write() as session:
        batch = InsertBatch(session)
        for number in range(ARTICLES):
            publish(session, story(number), media=MediaFolder(folder), now=NOW, batch=batch)
        batch.flush()
    with database.write() as session:
        text = "word " * 10_000
        session.connection().execute(update(ArticleBody).values(html=f"<p>{text}</p>", text=text))
        ids = list(session.exec(select(ArticleBody.article_id)))
        for article_id in ids:
            entries = [RelatedEntry(other, 0.5, ()) for other in ids[:21] if other != article_id]
            session.add(Related(article_id=article_id, version=1, **pack_entries(entries)))
        for root in list(session.exec(select(Section))):
            for number in range(SUBSECTIONS):
                slug = f"sub-{number}"
                session.add(
                    Section(
                        path=f"{root.path}/{slug}", slug=slug, name=slug, parent_id=root.id, position=number
                    )
                )
    with database.read() as session:
        sections = [
            SectionSettings(path=found.path, name=found.name) for found in session.exec(select(Section))
        ]
    yield (
        database,
        Settings(data=folder, sections=sections),
    )  # empty ones are listed where they are configured
    database.dispose()


def story(number: int) -> Any:
    """An article with many tags."""
    return draft(
        headline=f"Story {number}",
        slug=f"story-{number}",
        section_path=f"section-{number % SECTIONS}",
        authors=(DraftAuthor("Ann Wu"),),
        tags=tuple(DraftTag(f"Topic {tag}", TagKind.TOPIC) for tag in range(TAGS)),
        published_at=NOW - timedelta(minutes=number + 1),
    )


class Probe:
    """Measures the longest that the event loop was kept busy: processor time between two of its turns.

    Processor time, because other programs on the machine may keep this one waiting.
    """

    def __init__(self) -> None:
        self.longest_s = 0.0
        self.turns = 0
        self._stopped = False

    async def run(self) -> None:
        """Have a turn whenever there is one, until `stop`."""
        while not self._stopped:
            began = time.thread_time()
            await asyncio.sleep(0)
            self.longest_s = max(self.longest_s, time.thread_time() - began)
            self.turns += 1

    def stop(self) -> None:
        """End `run`."""
        self._stopped = True


async def ask(client: httpx2.AsyncClient, document: str) -> Any:
    """The answer to a document."""
    headers = {"accept": "application/graphql-response+json"}
    return (await client.post("/graphql", json={"query": document}, headers=headers)).json()


def ask_beside_others(store: tuple[Database, Settings], documents: list[str]) -> list[Any]:
    """The answers to documents that are sent at once, while nobody else waits for longer than WAIT_MAX_S.

    Whatever else the machine does takes from the processor's time too: one round of several is enough. In
    each of them the documents are new to the server, and so is the store.
    """
    waits: list[float] = []
    for number in range(ROUNDS):
        database = Database(store[0].url)
        texts = [f"# {number}\n{document}" for document in documents]
        answers, longest_s = asyncio.run(_ask_beside_others((database, store[1]), texts))
        database.dispose()
        waits.append(longest_s / slowness())
        if waits[-1] < WAIT_MAX_S:
            return answers
    raise AssertionError(f"others waited for {waits} seconds")


async def _ask_beside_others(
    store: tuple[Database, Settings], documents: list[str]
) -> tuple[list[Any], float]:
    """The answers, and the longest that anybody waited in seconds.

    Meanwhile others look at the front page and at the health.
    """
    app = Starlette(routes=[*routes(), Route("/healthz", health)])
    app.state.database, app.state.settings = store
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://news.example") as client:
        await ask(client, "{ articles(first: 20) { nodes { headline } } }")
        gc.collect()
        gc.freeze()
        probe = Probe()
        probing = asyncio.ensure_future(probe.run())
        questions = []
        for document in documents:  # a client of httpx begins in two milliseconds, a connection in none
            questions.append(asyncio.ensure_future(ask(client, document)))
            await asyncio.sleep(0)
        while not all(question.done() for question in questions):
            front = await ask(client, "{ articles(first: 20) { nodes { headline } } }")
            assert len(front["data"]["articles"]["nodes"]) == 20
            assert (await client.get("/healthz")).status_code == 200
            await asyncio.sleep(0)  # nothing of it had to wait for a socket, as it would elsewhere
        probe.stop()
        await probing
    return [await question for question in questions], probe.longest_s


@pytest.mark.parametrize("name", REFUSED)
def test_a_question_that_asks_too_much_is_refused_or_ends_and_nobody_waits(
    name: str, hostile_store: tuple[Database, Settings]
) -> None:
    [answer] = ask_beside_others(hostile_store, [REFUSED[name]])

    assert answer["errors"][0]["extensions"]["code"] in {"LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED"}
    assert "data" not in answer


@pytest.mark.parametrize("name", ANSWERED)
def test_a_long_answer_comes_whole_and_nobody_waits(
    name: str, hostile_store: tuple[Database, Settings]
) -> None:
    [answer] = ask_beside_others(hostile_store, [ANSWERED[name]])

    assert "errors" not in answer


def test_nobody_waits_for_all_of_them_at_once_either(hostile_store: tuple[Database, Settings]) -> None:
    answers = ask_beside_others(hostile_store, [*REFUSED.values(), *ANSWERED.values()])

    assert ["errors" in answer for answer in answers] == [True] * len(REFUSED) + [False] * len(ANSWERED)


@pytest.mark.parametrize("name", [*REFUSED, *ANSWERED])
def test_no_operation_takes_more_than_32_megabytes(
    name: str, hostile_store: tuple[Database, Settings]
) -> None:
    async def peak() -> int:
        app = Starlette(routes=routes())
        app.state.database, app.state.settings = hostile_store
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://news.example") as client:
            await ask(client, "{ articles(first: 1) { nodes { headline bodyHtml bodyText tags { id } } } }")
            tracemalloc.start()
            await client.post("/graphql", json={"query": (REFUSED | ANSWERED)[name]})
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

    assert asyncio.run(peak()) < MEMORY_MAX
