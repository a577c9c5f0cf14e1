"""Sources are polled: what comes in, how often they are asked, and what goes wrong."""

from datetime import timedelta

import pytest
from sqlmodel import select

from broadsheet_server.ingest.poll_queue import MOVE_SIGHTINGS
from broadsheet_server.ingest.sources import (
    find_source,
    resume_source,
    source_health,
)
from broadsheet_server.models.articles import Article
from broadsheet_shared.vocabulary import SourceState
from tests.server.fetching.web_server import redirect, response
from tests.server.ingest.feed_documents import item, rss
from tests.server.operations.conftest import RunStory
from tests.server.operations.polled_newsroom import Newsroom

FEED = response(rss([item("one"), item("two")]), 'ETag: "1"')


def test_a_new_source_comes_in_with_its_name_and_section(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        source = await here.poll()

        assert here.headlines() == ["Report one", "Report two"]
        assert (source.etag, source.last_success_at) == ('"1"', here.now)
        assert source_health(source).startswith("Well. Last success 2026-11-27 09:20. Next poll ")
        [run] = here.runs()
        assert (run.origin, run.created, run.finished_at is None) == ("The Post", 2, False)
        with here.database.read() as session:
            assert session.exec(select(Article.source_name)).first() == "The Post"

    newsroom(story)


def test_a_feed_that_has_not_changed_is_asked_about_and_not_read_again(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        await here.poll()
        here.web.answers["/feed"] = response(status="304 Not Modified")
        source = await here.poll()

        assert 'if-none-match: "1"' in here.web.requests[-1].lower()
        assert source.last_success_at == here.now
        assert len(here.runs()) == 1

    newsroom(story)


def test_a_server_that_ignores_the_question_and_sends_the_same_costs_no_import(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        await here.poll()
        await here.poll()

        assert len(here.web.requests) == 2
        assert len(here.runs()) == 1

    newsroom(story)


def test_a_feed_that_changes_without_news_leaves_no_run(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        await here.poll()
        here.web.answers["/feed"] = response(rss([item("one"), item("two")], head="<ttl>1</ttl>"))
        await here.poll()
        assert [run.created for run in here.runs()] == [2]

        here.web.answers["/feed"] = response(rss([item("one"), item("three", text="")]))
        await here.poll()
        assert sorted((run.created, run.rejected) for run in here.runs()) == [(0, 1), (2, 0)]

    newsroom(story)


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        (response(rss([item("one")])), 15),
        (response(rss([item("one")]), "Cache-Control: public, max-age=7200"), 120),
        (response(rss([item("one")], head="<ttl>90</ttl>")), 90),
        (response(rss([item("one")]), "Cache-Control: max-age=31536000"), 24 * 60),
        (response(b"", "Retry-After: 10800", status="503 Busy"), 180),
        (response(b"", "Retry-After: 999999999", status="429 Slow down"), 24 * 60),
        (response(b"", status="500 Oops"), 15),
    ],
    ids=["interval", "max-age", "ttl", "a year", "503", "429 for ever", "500"],
)
def test_a_source_is_left_alone_for_as_long_as_it_asks(
    newsroom: RunStory, answer: object, minutes: int
) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = answer  # type: ignore[assignment]
        here.add()
        source = await here.poll()
        wait = source.next_poll_at - here.now
        assert timedelta(minutes=minutes) <= wait <= timedelta(minutes=minutes) * 1.1

    newsroom(story)


def test_a_failing_source_is_asked_ever_more_seldom_and_says_why(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = response(b"", status="500 Oops")
        here.add()
        waits = []
        for _ in range(9):
            source = await here.poll(60 * 48)
            waits.append((source.next_poll_at - here.now) / timedelta(minutes=15))

        assert [round(wait / 1.05, 1) > 0.9 for wait in waits] == [True] * 9
        assert all(2**number <= wait <= 1.1 * 2**number for number, wait in enumerate(waits[:7]))
        assert 96 <= waits[8] <= 1.1 * 96  # a day
        health = source_health(source)
        assert health.startswith("Failed 9 times in a row: The server answered 500 (Oops). No success yet.")

        here.web.answers["/feed"] = FEED
        assert source_health(await here.poll(60 * 48)).startswith("Well.")

    newsroom(story)


def test_a_feed_that_is_gone_is_polled_no_more_until_somebody_resumes_it(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = response(b"", status="410 Gone")
        here.add()
        source = await here.poll()
        await here.poll(10_000)
        assert len(here.web.requests) == 1
        assert source_health(source) == (
            "Stopped: The server says that it is gone for good (410). No success yet."
        )

        here.web.answers["/feed"] = FEED
        with here.database.write() as session:
            resume_source(session, find_source(session, "The Post"), now=here.now)
        assert (await here.poll(0)).state == SourceState.ACTIVE
        assert len(here.headlines()) == 2

    newsroom(story)


def test_a_feed_that_moves_for_good_is_followed_once_that_is_sure(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers |= {"/feed": redirect("/new", "301 Moved"), "/new": FEED}
        here.add()
        for _ in range(MOVE_SIGHTINGS - 1):
            assert (await here.poll()).url == here.web.url + "/feed"
        here.web.answers["/feed"] = redirect("/new", "302 Found")  # only for now
        assert (await here.poll()).url == here.web.url + "/feed"
        here.web.answers["/feed"] = redirect("/new", "308 Moved")
        urls = [(await here.poll()).url for _ in range(MOVE_SIGHTINGS)]

        assert urls == [here.web.url + path for path in ("/feed", "/feed", "/new")]

    newsroom(story)


def test_a_feed_that_moves_to_where_another_source_is_already_stops(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers |= {"/feed": redirect("/new", "301 Moved"), "/new": FEED}
        here.add()
        here.add("/new", "The Other Post")
        for _ in range(MOVE_SIGHTINGS):
            source = await here.poll()
        assert "which is the source “The Other Post” already" in source_health(source)

    newsroom(story)


def test_what_is_no_feed_is_a_failure_that_the_run_explains(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = response(b"Welcome to our server")
        here.add()
        source = await here.poll()
        assert source.failures == 1
        assert source.last_error is not None
        assert here.runs()[-1].rejected == 1
        assert here.reasons() == [source.last_error]

    newsroom(story)


def test_a_bad_item_costs_no_other_and_its_reason_is_kept_with_its_place(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = response(rss([item("one"), item("two", text=""), item("three")]))
        here.add()
        assert (await here.poll()).failures == 0
        assert here.headlines() == ["Report one", "Report three"]
        assert here.reasons() == ["It has no text, only a link: fetch the full text of this source."]

    newsroom(story)
