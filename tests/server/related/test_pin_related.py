"""An editor pins one of several near-duplicates: the list shows the report once, also after a rebuild."""

from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import COPY, CRACK, REPAIR, entries, publish_other_news, relate, report

LONG = f"{CRACK} {CRACK} The council meets on Thursday."


def test_the_near_duplicate_that_is_pinned_stands_where_its_twin_stood(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", LONG, days_ago=3)
    copy = report(database, "Bridge closed after cracks are found", COPY, days_ago=3)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    relate(database, settings)
    [before] = entries(database, repair)
    twin = copy if before.article_id == crack else crack
    with database.write() as session:
        assert pin_related(session, repair, [twin]) == []
    [at_once] = entries(database, repair)
    relate(database, settings)
    [later] = entries(database, repair)
    for entry in (at_once, later):
        assert (entry.article_id, entry.near_duplicates, entry.score) == (twin, (before.article_id,), 1.0)
    assert at_once.reasons[1:] == before.reasons


def test_a_near_duplicate_of_a_pin_that_comes_later_is_told_beside_it(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", LONG, days_ago=3)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=1)
    relate(database, settings)
    with database.write() as session:
        assert pin_related(session, repair, [crack]) == []
    relate(database, settings)
    copy = report(database, "Bridge closed after cracks are found", COPY, days_ago=3)
    relate(database, settings)
    [entry] = entries(database, repair)
    assert (entry.article_id, entry.near_duplicates) == (crack, (copy,))
