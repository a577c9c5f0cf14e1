"""Lists in the store: written with their pins, found by what they contain, and queued to be rebuilt."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from broadsheet_server.changefeed.followers import advance_follower, follower_position
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.candidates import LIST_LENGTH, retrieve_candidates
from broadsheet_server.related.feature_store import load_terms
from broadsheet_server.related.list_store import (
    FOLLOWER_NAME,
    StoredList,
    clear_queued_rebuilds,
    invalidate_lists,
    lists_containing,
    lists_naming,
    queue_rebuild,
    queued_rebuilds,
    read_list_summaries,
    read_lists,
    write_lists,
)
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind
from tests.server.related.stories import (
    COPY,
    CRACK,
    LONG,
    REPAIR,
    TODAY,
    entries,
    publish_other_news,
    relate,
    related,
    report,
)  # fmt: skip


def test_a_revision_that_leaves_its_story_leaves_the_lists_of_that_story(
    database: Database, settings: Settings, crack: UUID
) -> None:
    repair = report(database, "Swing bridge to be repaired", REPAIR, external_reference="a")
    relate(database, settings)
    assert related(database, crack) == [repair]
    report(database, "School menus change", "Beans on Mondays, said the cooks.", external_reference="a")
    relate(database, settings)
    assert related(database, repair) == []
    assert related(database, crack) == []


def test_a_revision_that_stays_in_its_story_stays_in_the_lists(
    database: Database, settings: Settings, crack: UUID
) -> None:
    repair = report(database, "Swing bridge to be repaired", REPAIR, external_reference="a")
    relate(database, settings)
    report(database, "Swing bridge repaired by spring", REPAIR, external_reference="a")
    relate(database, settings)
    assert (related(database, crack), related(database, repair)) == ([repair], [crack])


def test_a_withdrawn_article_makes_room_for_its_near_duplicate_in_old_lists_too(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    first = report(database, "Swing bridge closed", LONG, days_ago=90)
    copy = report(database, "Bridge closed after cracks are found", COPY, days_ago=89)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=1)
    relate(database, settings)
    [entry] = entries(database, repair)
    assert {entry.article_id, *entry.near_duplicates} == {first, copy}
    with database.write() as session:
        withdraw(session, entry.article_id, now=TODAY)
    relate(database, settings)
    [left] = entries(database, repair)
    assert (left.article_id, left.near_duplicates) == (entry.near_duplicates[0], ())


def test_only_the_lists_that_contain_an_article_are_found_by_it(
    database: Database, settings: Settings, crack: UUID, repair: UUID
) -> None:
    pier = report(database, "Pier gets a roof", "A roof of glass for the pier at Quay Street.", days_ago=4)
    relate(database, settings)
    with database.write() as session:
        write_lists(session, [StoredList(pier, 1, [])])
    searcher, now = open_index(settings.index).searcher(), TODAY + timedelta(hours=1)
    with database.read() as session:
        hits = retrieve_candidates(load_terms(session, [crack])[crack], searcher, now).hits
        assert {hit.id for hit in hits} >= {crack, repair, pier}
        assert lists_containing(session, searcher, [crack], now) == {repair}
        assert lists_containing(session, searcher, [], now) == set()


def entry(number: int, score: float = 0.5) -> RelatedEntry:
    """An entry for an article that need not exist."""
    return RelatedEntry(UUID(int=number), score, (Reason(RelatedReasonKind.SAME_STORY, None, 0.5),))


def test_a_list_is_found_by_each_of_its_ten_entries_and_by_nothing_between_them(database: Database) -> None:
    article, empty = report(database, "Swing bridge closed", CRACK), report(database, "Eels", "Eels swim.")
    numbers = [number << 64 for number in range(1, LIST_LENGTH + 1)]
    with database.write() as session:
        lists = StoredList(article, 1, [entry(number) for number in numbers]), StoredList(empty, 1, [])
        write_lists(session, lists)
    with database.read() as session:
        for number in numbers:
            assert lists_naming(session, [UUID(int=7), UUID(int=number)]) == {article}
        assert (
            lists_naming(session, [UUID(int=2), UUID(int=11 << 64)]) == set()
        )  # 2: the middle of two entries
        assert lists_naming(session, []) == set()


def test_the_search_for_fifty_articles_costs_no_fifty_searches(
    sqlite_store: str,
) -> None:
    database = Database(sqlite_store)
    one, fifty = ([UUID(int=number) for number in range(100, 100 + count)] for count in (1, 50))
    articles = [report(database, f"Report {number}", CRACK) for number in range(6)]
    lists = [StoredList(article, 1, [entry(other) for other in range(1, 11)]) for article in articles]
    with database.write() as session:
        write_lists(session, lists[:1])
    first = {len(ids): _instructions(database, ids) for ids in (one, fifty)}
    with database.write() as session:
        write_lists(session, lists[1:])
    others = {len(ids): _instructions(database, ids) - first[len(ids)] for ids in (one, fifty)}
    assert 0 < others[50] <= 5 * others[1]
    database.dispose()


def _instructions(database: Database, ids: list[UUID]) -> int:
    """The instructions of SQLite's virtual machine that the search for these articles takes."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    with database.read() as session:
        connection: Any = session.connection().connection.dbapi_connection
        connection.set_progress_handler(count, 1)
        assert lists_naming(session, ids) == set()
        connection.set_progress_handler(None, 1)
    return counted


def test_a_list_is_written_with_its_pins_first_and_ten_entries_at_most(database: Database) -> None:
    article, pinned = report(database, "Swing bridge closed", CRACK), report(database, "Eels", "Eels swim.")
    with database.write() as session:
        assert pin_related(session, article, [pinned]) == []
        write_lists(session, [StoredList(article, 7, [entry(number) for number in range(1, 15)])])
    with database.read() as session:
        stored = read_lists(session, [article])[article]
    assert stored.sequence == 7
    assert [other.article_id for other in stored.entries] == [
        pinned,
        *(UUID(int=number) for number in range(1, LIST_LENGTH)),
    ]


def test_writing_no_lists_and_reading_none_is_no_error(database: Database) -> None:
    with database.write() as session:
        write_lists(session, [])
        assert read_lists(session, []) == {}


def test_a_list_accepts_what_is_in_it_or_scores_more_than_its_last_entry(database: Database) -> None:
    full, short, empty = (report(database, name, CRACK) for name in ("Full", "Short", "Empty"))
    ten = [entry(number, 1 - number / 16) for number in range(1, 11)]
    with database.write() as session:
        lists = StoredList(full, 1, ten), StoredList(short, 2, ten[:9]), StoredList(empty, 3, [])
        write_lists(session, lists)
    with database.read() as session:
        summaries = read_list_summaries(session, [full, short, empty, UUID(int=99)])
    new, listed, last = UUID(int=99), UUID(int=3), ten[-1].score
    assert [summaries[article].sequence for article in (full, short, empty)] == [1, 2, 3]
    assert set(summaries) == {full, short, empty}
    assert summaries[full].accepts(new, last + 0.01)
    assert not summaries[full].accepts(new, last)
    assert summaries[full].accepts(listed, 0.0)
    assert summaries[short].accepts(new, 0.0)
    assert summaries[empty].accepts(new, 0.0)


def test_an_article_is_queued_once_and_leaves_the_queue_when_its_list_is_rebuilt(database: Database) -> None:
    articles = [report(database, name, CRACK) for name in ("A", "B", "C")]
    with database.write() as session:
        queue_rebuild(session, [*articles[:2], *articles[:2]])
        queue_rebuild(session, articles)
        queue_rebuild(session, [])
    with database.write() as session:
        assert set(queued_rebuilds(session, 9)) == set(articles)
        assert len(queued_rebuilds(session, 2)) == 2
        clear_queued_rebuilds(session, articles[:2])
    with database.read() as session:
        assert queued_rebuilds(session, 9) == articles[2:]


def test_lists_that_are_invalidated_are_of_no_version_and_the_feed_is_followed_from_its_beginning(
    database: Database,
) -> None:
    article = report(database, "Swing bridge closed", CRACK)
    with database.write() as session:
        write_lists(session, [StoredList(article, 1, [])])
        advance_follower(session, FOLLOWER_NAME, 1, since=0)
    with database.write() as session:
        invalidate_lists(session)
    with database.read() as session:
        assert session.exec(select(Related.version)).all() == [0]
        assert follower_position(session, FOLLOWER_NAME) == 0
