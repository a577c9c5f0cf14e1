"""A known answer with lists outlives what happens in others, and nothing that happens in its own."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.changefeed import feed
from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.cached_answers import CachedAnswers
from tests.builders import publish
from tests.processes import PROCESSES
from tests.server.execution.plans.list_changes import LISTS, changes_of_lists, publish_lists
from tests.server.schema.api import RESPONSE_JSON, Api
from tests.server.transport.repeated_reads import READS

ARTICLES = 5
SIDES = ("city", "world")


def test_after_every_change_every_known_list_is_what_the_store_says(
    caching_api: Api, database: Database, cache: AnswerCache
) -> None:
    moving, compared = publish_lists(database), 0
    for text in LISTS.values():
        for number in range(2):  # from the second time on by a plan, which knows what it shows
            caching_api.post(text, accept=f"{RESPONSE_JSON}; before={number}")
        caching_api.post(text)
    with database.read() as session:
        shared = feed.parts_version(session)
    for what in changes_of_lists(database, moving):
        for name, text in LISTS.items():
            compared += 1
            fresh = caching_api.post(text, accept=f"{RESPONSE_JSON}; number={compared}")
            assert caching_api.post(text).json()["data"] == fresh.json()["data"], (what, name)
    with database.read() as session:
        assert feed.parts_version(session) == shared  # which would end every answer
    assert cache.hits > compared / 20  # of lists in which nothing has happened


def revise(database: Database, number: int, headline: str, section_path: str) -> None:
    """Publish a story, or its next version."""
    named: dict[str, Any] = {"slug": f"story-{number}", "external_reference": f"urn:story:{number}"}
    publish(database, now=datetime.now(UTC), headline=headline, section_path=section_path, **named)


def move_between_sections(url: str, begun: Any, moved: Any, is_done: Any) -> None:
    """The other process: give stories their next number, an even one in the city, an odd one in the world."""
    database, chance, count = Database(url), random.Random(7), 0
    while not is_done.value:
        count += 1
        number = chance.randrange(ARTICLES)
        begun[number] = count
        revise(database, number, str(count), section_path=SIDES[count % 2])
        moved[number] = count
    database.dispose()


@pytest.mark.parametrize("kept", [0, 10_000_000], ids=["made anew", "known answers"])
def test_of_the_lists_of_two_sections_beside_another_process_none_is_stale(
    app: Starlette, database: Database, kept: int
) -> None:
    for number in range(ARTICLES):
        revise(database, number, "0", section_path="city")
    publish(database, headline="1", slug="elsewhere", section_path="world")
    begun, moved = PROCESSES.Array("i", ARTICLES), PROCESSES.Array("i", ARTICLES)
    is_done = PROCESSES.Value("i", 0)
    url = database.url.render_as_string(hide_password=False)
    writer = PROCESSES.Process(target=move_between_sections, args=(url, begun, moved, is_done))
    lists = [
        f'{{ articles(where: {{section: "{path}"}}) {{ nodes {{ slug headline }} }} }}' for path in SIDES
    ]
    stale: list[object] = []
    with TestClient(CachedAnswers(app, AnswerCache(kept), 0.0)) as client:
        api = Api(client)
        writer.start()
        try:
            for read in range(READS):
                side = read % 7 % 2  # sometimes the same list twice, so that it is known
                before = moved[:]
                nodes = api.ask(lists[side])["articles"]["nodes"]
                after = begun[:]
                shown = {node["slug"]: int(node["headline"]) for node in nodes}
                for number in range(ARTICLES):
                    told = shown.get(f"story-{number}")
                    is_quiet = before[number] == after[number]  # otherwise parts may be of two moments
                    is_here = told is not None
                    if (is_quiet and is_here is not (before[number] % 2 == side)) or (
                        told is not None and told < before[number]
                    ):
                        stale.append((read, number, told, before, after))
        finally:
            is_done.value = 1
            writer.join()
    assert stale == []
    assert writer.exitcode == 0
