"""Subscriptions in the playground: what has happened, then what happens, until somebody stops it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadsheet_server.storage.database import Database, sqlite_url
from tests.builders import publish
from tests.end_to_end.chromium import PROGRAM
from tests.end_to_end.playground import Playground

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")

FOLLOW = "subscription ($after: Sequence) { articleChanged(after: $after) { sequence article { headline } } }"
COUNT = "document.querySelectorAll('#events > li').length"
NEWEST = "document.querySelector('#events > li')"


@pytest.fixture
def write(data: Path) -> Iterator[Callable[[str], None]]:
    """Publishes an article in the newspaper that is served."""
    store = Database(sqlite_url(data / "broadsheet.sqlite3"))

    def published(headline: str) -> None:
        publish(store, headline=headline)

    yield published
    store.dispose()


def follow(play: Playground, variables: str = "") -> None:
    play.write(FOLLOW)
    play.write(variables or "{}", into="variables")
    play.click("#run")
    play.tab.wait("document.querySelector('#status').textContent === 'Listening …'")


def test_a_subscription_is_live_and_ends_by_the_stop_button(
    play: Playground, write: Callable[[str], None]
) -> None:
    follow(play)
    assert play.text("events-words") == "Waiting for the first event."
    play.tab.wait("!document.querySelector('#stop').hidden")
    write("First of the live news")
    play.tab.wait(f"{COUNT} === 1")
    assert "First of the live news" in play.tab.run(f"{NEWEST}.textContent")
    write("Second of the live news")
    play.tab.wait(f"{COUNT} === 2")
    assert "Second of the live news" in play.tab.run(f"{NEWEST}.textContent")
    assert play.tab.run("[...document.querySelectorAll('#events details')].map(each => each.open)") == [
        True,
        False,
    ]
    play.click("#stop")
    assert play.text("status").startswith("Stopped after ")
    assert play.tab.run("document.querySelector('#stop').hidden")
    assert play.tab.run(COUNT) == 2  # what came stays to be read
    write("Third of the live news")
    play.write("{ limits { pageMax } }")
    assert '"pageMax"' in play.run()
    assert play.tab.run("document.querySelector('#events').hidden")


def test_a_paused_list_stays_and_catches_up(play: Playground, write: Callable[[str], None]) -> None:
    follow(play)
    write("Seen before the pause")
    play.tab.wait(f"{COUNT} === 1")
    play.click("#pause")
    assert play.tab.run("document.querySelector('#pause').getAttribute('aria-pressed')") == "true"
    write("Written in the pause")
    play.tab.wait("document.querySelector('#events-words').textContent.includes('1 waiting')")
    assert play.tab.run(COUNT) == 1
    play.click("#pause")
    assert play.tab.run(COUNT) == 2
    play.click("#clear")
    assert play.tab.run(COUNT) == 0
    play.click("#stop")


def test_of_many_events_the_last_are_kept(play: Playground) -> None:
    many = "Array.from({ length: 500 }, (_, n) => n + 1)"
    script = f"""(() => {{
      const run = new it.Run({{}}, {{ isSubscription: true, changed: () => {{}} }});
      for (const n of {many}) run.take({{ event: "next", data: String(n), id: String(n) }});
      return [run.events.length, run.events[0].number, run.count, run.lastId, it.EVENTS_KEPT];
    }})()"""
    assert play.module("run", script) == [200, 301, 500, "500", 200]


def test_events_are_read_in_pieces_of_any_size(play: Playground) -> None:
    stream = 'id: 7\nevent: next\ndata: {"a":\ndata: 1}\n\n:\n\nevent: complete\ndata:\n\n'
    script = """[1, 2, 3, 1000].map((size) => {
      const found = [];
      const reader = new it.EventReader((event) => found.push(event));
      for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
      return found;
    })"""
    expected = [
        {"event": "next", "data": '{"a":\n1}', "id": "7"},
        {"event": "complete", "data": "", "id": "7"},
    ]
    for text in (stream, stream.replace("\n", "\r\n"), stream.replace("\n", "\r") + "x"):
        assert play.module("stream", script, text=text) == [expected] * 4, text


def test_a_subscription_that_is_refused_says_why(play: Playground) -> None:
    play.write("subscription { articleChanged { nothing } }")
    play.click("#run")
    play.tab.wait("!document.querySelector('#problems').hidden")
    assert "GRAPHQL_VALIDATION_FAILED" in play.text("problems")
    play.write('subscription { articleChanged(after: "99999999") { sequence } }')
    play.click("#run")
    play.tab.wait("document.querySelector('#events strong')?.textContent === 'error'")
    assert "errors" in play.tab.run(f"{NEWEST}.textContent")
    play.tab.wait("document.querySelector('#status').dataset.mood === 'bad'")
    assert play.text("status") == "The subscription was ended by an error."
    assert "`after` is 99999999" in play.text("problems")
