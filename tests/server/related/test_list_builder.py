"""A new article is inserted into the lists of recent articles that it is related to, and of no others."""

from uuid import UUID

import pytest

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import (
    CRACK,
    INQUIRY,
    REPAIR,
    entries,
    publish_other_news,
    relate,
    related,
    report,
)  # fmt: skip


@pytest.mark.parametrize(("days_ago", "is_updated"), [(29, True), (31, False)])
def test_lists_are_updated_for_thirty_days(
    database: Database, settings: Settings, days_ago: int, is_updated: bool
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=days_ago)
    relate(database, settings)
    inquiry = report(database, "Inquiry hears of bridge cracks", INQUIRY)
    relate(database, settings)
    assert related(database, crack) == [inquiry] * is_updated


def test_the_list_of_an_article_without_a_date_is_updated(database: Database, settings: Settings) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, published_at=None)
    relate(database, settings)
    inquiry = report(database, "Inquiry hears of bridge cracks", INQUIRY)
    relate(database, settings)
    assert related(database, crack) == [inquiry]


def test_an_article_scores_the_same_in_both_lists_of_a_pair(
    database: Database, settings: Settings, crack: UUID
) -> None:
    relate(database, settings)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)
    relate(database, settings)
    [of_crack], [of_repair] = entries(database, crack), entries(database, repair)
    assert (of_crack.article_id, of_repair.article_id) == (repair, crack)
    assert of_crack.score == of_repair.score
    assert {(why.value, why.weight) for why in of_crack.reasons} == {
        (why.value, why.weight) for why in of_repair.reasons
    }


def test_a_list_is_ordered_by_score_wherever_its_entries_came_from(
    database: Database, settings: Settings, crack: UUID
) -> None:
    for days_ago, (headline, text) in enumerate(
        (("Swing bridge to be repaired", REPAIR), ("Inquiry hears of bridge cracks", INQUIRY))
    ):
        report(database, headline, text, days_ago=days_ago)
        relate(database, settings)
    scores = [entry.score for entry in entries(database, crack)]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)
