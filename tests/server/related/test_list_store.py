"""An article that changes or goes leaves the lists that it was in."""

from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import (
    COPY,
    CRACK,
    REPAIR,
    TODAY,
    entries,
    publish_other_news,
    relate,
    related,
    report,
)  # fmt: skip


def test_a_revision_that_leaves_its_story_leaves_the_lists_of_that_story(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR, external_reference="a")
    relate(database, settings)
    assert related(database, crack) == [repair]
    report(database, "School menus change", "Beans on Mondays, said the cooks.", external_reference="a")
    relate(database, settings)
    assert related(database, repair) == []
    assert related(database, crack) == []


def test_a_revision_that_stays_in_its_story_stays_in_the_lists(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR, external_reference="a")
    relate(database, settings)
    report(database, "Swing bridge repaired by spring", REPAIR, external_reference="a")
    relate(database, settings)
    assert (related(database, crack), related(database, repair)) == ([repair], [crack])


def test_a_withdrawn_article_makes_room_for_its_near_copy_in_old_lists_too(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    long = f"{CRACK} {CRACK} The council meets on Thursday."
    first = report(database, "Swing bridge closed", long, days_ago=90)
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
