"""A publisher publishes, and related news follows by itself: in new lists and in those of older articles."""

from uuid import UUID

import pytest

from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.related import backlog
from broadsheet_server.related.feature_store import load_terms
from broadsheet_server.related.list_store import StoredList, read_lists, write_lists
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind as Kind
from tests.server.related.stories import (
    BRIDGES,
    COPY,
    CRACK,
    DORVIK,
    INQUIRY,
    LONG,
    REPAIR,
    TODAY,
    entries,
    publish_other_news,
    relate,
    related,
    report,
)  # fmt: skip


def test_reports_of_one_story_belong_together_and_other_news_does_not(
    database: Database, settings: Settings, crack: UUID, repair: UUID
) -> None:
    relate(database, settings)
    assert related(database, crack) == [repair]
    assert related(database, repair) == [crack]


def test_the_list_says_why_what_was_before_and_what_came_after(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9, tags=(DORVIK, BRIDGES))
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2, tags=(BRIDGES, DORVIK))
    relate(database, settings)
    [later], [earlier] = entries(database, crack), entries(database, repair)
    assert 0 < later.score <= 1
    assert later.reasons[0].kind is Kind.FOLLOW_UP
    assert earlier.reasons[0].kind is Kind.BACKGROUND
    shared = {(reason.kind, reason.value) for reason in later.reasons}
    assert {(Kind.SHARED_PERSON, "Lena Dorvik"), (Kind.SHARED_TOPIC, "Bridges")} <= shared


def test_names_that_only_the_texts_share_are_told_as_they_are_written(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9, section_path="city")
    report(database, "Swing bridge to be repaired", REPAIR, days_ago=2, section_path="business")
    relate(database, settings)
    values = {reason.value for reason in entries(database, crack)[0].reasons}
    assert "Lena Dorvik" in values


def test_a_new_article_gets_into_the_lists_of_older_ones(
    database: Database, settings: Settings, crack: UUID
) -> None:
    relate(database, settings)
    assert related(database, crack) == []
    inquiry = report(database, "Inquiry hears of bridge cracks", INQUIRY)
    relate(database, settings)
    assert related(database, inquiry) == [crack]
    [entry] = entries(database, crack)
    assert entry.article_id == inquiry
    assert entry.reasons[0].kind in {Kind.FOLLOW_UP, Kind.SHARED_TOPIC}


def test_lists_of_articles_older_than_a_month_are_left_as_they_are(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    old = report(database, "Swing bridge closed", CRACK, days_ago=90)
    relate(database, settings)
    inquiry = report(database, "Inquiry hears of bridge cracks", INQUIRY)
    relate(database, settings)
    assert related(database, inquiry) == [old]
    assert related(database, old) == []


def test_a_near_duplicate_is_offered_as_published_elsewhere(database: Database, settings: Settings) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", LONG, days_ago=3)
    copy = report(database, "Bridge closed after cracks are found", COPY, days_ago=3)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    relate(database, settings)
    [entry] = entries(database, repair)
    assert {entry.article_id, *entry.near_duplicates} == {crack, copy}
    assert related(database, crack) == [repair]


def test_a_near_duplicate_that_comes_later_joins_its_twin_in_older_lists(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", LONG, days_ago=3)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=1)
    relate(database, settings)
    copy = report(database, "Bridge closed after cracks are found", COPY, days_ago=3)
    relate(database, settings)
    [entry] = entries(database, repair)
    assert (entry.article_id, entry.near_duplicates) == (crack, (copy,))


def test_a_withdrawn_article_leaves_the_lists_and_comes_back_with_its_own(
    database: Database, settings: Settings, crack: UUID, repair: UUID
) -> None:
    relate(database, settings)
    with database.write() as session:
        withdraw(session, crack, now=TODAY)
    relate(database, settings)
    assert related(database, repair) == []
    with database.read() as session:
        assert read_lists(session, [crack]) == {}
        assert load_terms(session, [crack]) == {}
    with database.write() as session:
        restore(session, crack, now=TODAY)
    relate(database, settings)
    assert related(database, repair) == [crack]
    assert related(database, crack) == [repair]


def test_a_revision_is_compared_anew(database: Database, settings: Settings, crack: UUID) -> None:
    other = report(database, "To be written", "Nothing is known yet.", external_reference="a")
    relate(database, settings)
    assert related(database, other) == []
    report(database, "Swing bridge to be repaired", REPAIR, external_reference="a")
    relate(database, settings)
    assert related(database, other) == [crack]
    assert related(database, crack) == [other]


def test_pins_stay_first_when_lists_are_rebuilt(database: Database, settings: Settings, crack: UUID) -> None:
    eels = report(database, "Eels go far", "Eels swim.", days_ago=2)
    relate(database, settings)
    with database.write() as session:
        assert pin_related(session, crack, [eels]) == []
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    relate(database, settings)
    first, second = entries(database, crack)
    assert (first.article_id, first.reasons[0].kind) == (eels, Kind.EDITOR_CHOICE)
    assert second.article_id == repair


def test_chinese_reports_belong_together_and_say_so_in_words_of_the_text(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    closed = _chinese(database, "安塞尔河平旋桥查出裂缝", "人员在平旋桥的主销座上发现裂缝，电车改道。", 5)
    repaired = _chinese(database, "平旋桥修复方案通过", "平旋桥裂缝的修复方案通过，电车明年恢复过河。", 1)
    _chinese(database, "南埠街的印刷铺要搬家了", "印刷铺里最后一副铅字将送进博物馆。", 2)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=5)
    relate(database, settings)
    assert related(database, closed) == [repaired]
    values = {reason.value for reason in entries(database, closed)[0].reasons}
    assert values & {"裂缝", "平旋桥", "电车"}
    assert related(database, crack) == []


def test_what_was_weighed_in_a_small_archive_is_weighed_again_in_a_larger_one(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    crack = report(database, "Swing bridge closed", CRACK, days_ago=60)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=55)
    relate(database, settings)
    [before] = entries(database, crack)
    publish_other_news(database)
    monkeypatch.setattr(backlog, "STABLE_CORPUS_SIZE", 0)
    relate(database, settings)
    assert entries(database, crack) == [before]
    monkeypatch.undo()
    relate(database, settings)
    [after] = entries(database, crack)
    assert before.article_id == after.article_id == repair
    assert before.score != after.score


def _chinese(database: Database, headline: str, text: str, days_ago: int) -> UUID:
    return report(database, headline, text, days_ago=days_ago, language="zh-Hans")


def test_a_list_that_a_search_does_not_find_again_is_filled_when_its_article_is_withdrawn(
    database: Database, settings: Settings
) -> None:
    """Its owner has no term in common with the withdrawn article, as after a revision of both."""
    publish_other_news(database)
    withdrawn = report(database, "Swing bridge closed", CRACK, days_ago=9)
    inquiry = report(database, "Inquiry hears of bridge cracks", INQUIRY)
    relate(database, settings)
    gardens = report(database, "Roses bloom", "Roses and tulips bloom beside the old palm house.")
    relate(database, settings)
    entry = next(entry for entry in entries(database, inquiry) if entry.article_id == withdrawn)
    with database.write() as session:
        write_lists(session, [StoredList(gardens, 1, [entry])])
    with database.write() as session:
        withdraw(session, withdrawn, now=TODAY)
    relate(database, settings)
    assert withdrawn not in related(database, gardens)
