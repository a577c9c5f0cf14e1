"""Many readers who ask for the same just after something was published."""

import asyncio
from typing import Any

import pytest

from broadsheet_server.execution.plans.reads_under_way import ReadsUnderWay
from broadsheet_server.storage.deadline import deadline
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText
from tests.builders import publish
from tests.server.execution.plans.asked_again import CARDS, asked_often, executed, noted_statements
from tests.server.execution.plans.store_asked import StoreAsked
from tests.server.search.index_fixtures import update_index

READERS = 20
LATER_READERS = 5
READ_SECONDS = 30
"""For how long a read goes on where others, wrongly, wait for its end."""

SEARCH = '{ search(query: "ferry", orderBy: NEWEST) { totalCount { value } nodes { slug headline } } }'


def test_of_many_readers_who_open_the_front_page_after_a_change_one_reads_it(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked_often(asked, CARDS)
    publish(asked.database, headline="The ferry sails again")
    sent = noted_statements(asked, monkeypatch)
    answers = asked.answer_together(document, READERS)

    assert len(sent) == len(set(sent))
    assert set(answers) == {(executed(asked, CARDS), "[]")}
    assert b"The ferry sails again" in answers[0][0]


def test_of_many_who_search_after_an_article_was_withdrawn_one_asks_what_was_withdrawn(
    searched: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(searched.database, headline="A ferry", external_reference="urn:ferry")
    update_index(searched.database, searched.settings)
    document = asked_often(searched, SEARCH)
    publish(searched.database, headline="A tram", external_reference="urn:ferry")
    sent = noted_statements(searched, monkeypatch)
    answers = searched.answer_together(document, READERS)

    assert len([sql for sql in sent if "change" in sql]) == 1
    assert set(answers) == {(executed(searched, SEARCH), "[]")}


def test_a_reader_who_leaves_or_fails_takes_nobody_else_along(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked_often(asked, CARDS)
    publish(asked.database, headline="The ferry sails again")
    fetch_rows, pages_asked = asked.database.fetch_rows, []

    async def fails_first(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        if "page.list" in statement.sql:
            pages_asked.append(statement)
            await asyncio.sleep(0)
            if len(pages_asked) == 1:
                raise asyncio.CancelledError
        return await fetch_rows(statement, *arguments, **options)

    monkeypatch.setattr(asked.database, "fetch_rows", fails_first)
    answers = asked.settled_together(document, READERS)

    assert [type(each) for each in answers].count(asyncio.CancelledError) == 1
    shown = [each for each in answers if not isinstance(each, BaseException)]
    assert len(shown) == READERS - 1
    assert all(b"The ferry sails again" in data for data, _ in shown)


def test_readers_who_come_after_a_change_wait_for_none_who_read_before_it(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked_often(asked, CARDS)
    publish(asked.database, headline="The ferry sails again")
    sent = noted_statements(asked, monkeypatch)
    fetch_rows, later = asked.database.fetch_rows, list[asyncio.Task[Any]]()
    waiting, read_by_later = set[asyncio.Task[Any]](), list[str]()

    async def is_slow_first(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        rows = await fetch_rows(statement, *arguments, **options)
        if "page.list" in statement.sql and not later:
            publish(asked.database, headline="The ferry has sunk")
            sent.clear()
            later.extend(asyncio.create_task(asked.answered(document)) for _ in range(LATER_READERS))
            waiting.update((await asyncio.wait(later, timeout=READ_SECONDS))[1])
            read_by_later.extend(sent)
        return rows

    monkeypatch.setattr(asked.database, "fetch_rows", is_slow_first)
    [answer] = asked.answer_together(document, 1)

    assert not waiting
    assert len(read_by_later) == len(set(read_by_later)) > 0
    assert {each.result() for each in later} | {answer} == {(executed(asked, CARDS), "[]")}
    assert b"The ferry has sunk" in answer[0]


def test_nobody_waits_for_another_ones_read_past_the_deadline_of_their_request() -> None:
    async def wait() -> bool:
        under_way = ReadsUnderWay()
        with under_way.begun("a page"), deadline(0):
            return await asyncio.wait_for(under_way.ended("a page"), READ_SECONDS)

    assert asyncio.run(wait())


def test_whoever_stops_waiting_lets_the_others_wait() -> None:
    async def read() -> list[Any]:
        under_way, goes_on = ReadsUnderWay(), asyncio.Event()

        async def reads() -> None:
            with under_way.begun("a page"):
                await goes_on.wait()

        reader = asyncio.create_task(reads())
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(under_way.ended("a page")) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        goes_on.set()
        await reader
        return await asyncio.gather(*waiting, under_way.ended("a page"), return_exceptions=True)

    left, *others = asyncio.run(read())

    assert isinstance(left, asyncio.CancelledError)
    assert others == [True, True, False]
