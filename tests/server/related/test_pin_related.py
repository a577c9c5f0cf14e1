"""An editor pins one of several near-duplicates: the list shows the report once, also after a rebuild."""

from uuid import UUID

from sqlmodel import col, select

from broadsheet_server.models.related import RelatedPin
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.list_store import queued_rebuilds
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
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
)


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


def pins(database: Database, article_id: UUID) -> list[UUID]:
    """The stored pins of an article, in their order."""
    with database.read() as session:
        statement = select(RelatedPin).where(RelatedPin.article_id == article_id)
        return [pin.related_id for pin in session.exec(statement.order_by(col(RelatedPin.position)))]


def test_new_pins_replace_all_earlier_ones_and_none_remove_them(database: Database) -> None:
    article, *others = (report(database, name, CRACK) for name in ("A", "B", "C", "D"))
    for related_ids in (others, [others[2], others[0]], [others[1]], others[:2], []):
        with database.write() as session:
            assert pin_related(session, article, related_ids) == []
        assert pins(database, article) == related_ids
        assert related(database, article) == related_ids


def test_an_article_that_is_pinned_twice_counts_once(database: Database) -> None:
    article, other = (report(database, name, CRACK) for name in ("A", "B"))
    with database.write() as session:
        assert pin_related(session, article, [other, other]) == []
    assert pins(database, article) == [other]


def test_the_list_is_queued_to_be_rebuilt(database: Database) -> None:
    article, other = (report(database, name, CRACK) for name in ("A", "B"))
    with database.write() as session:
        pin_related(session, article, [other])
    with database.read() as session:
        assert queued_rebuilds(session, 9) == [article]


def test_with_something_wrong_nothing_is_pinned(database: Database) -> None:
    article, other, gone = (report(database, name, CRACK) for name in ("A", "B", "C"))
    with database.write() as session:
        pin_related(session, article, [other])
        withdraw(session, gone, now=TODAY)
    unknown = UUID(int=1)
    expected = {
        (article, (other, article)): [("SELF", "1")],
        (article, (unknown, other, None)): [("RELATED_NOT_FOUND", "0"), ("RELATED_NOT_FOUND", "2")],
        (article, (gone,)): [("RELATED_NOT_FOUND", "0")],
        (article, (other,) * 11): [("TOO_MANY", "related")],
        (unknown, (other,)): [("ARTICLE_NOT_FOUND", "article")],
        (None, ()): [("ARTICLE_NOT_FOUND", "article")],
    }
    for (article_id, related_ids), errors in expected.items():
        with database.write() as session:
            user_errors = pin_related(session, article_id, related_ids)
        assert [(error.code.name, error.path[-1]) for error in user_errors] == errors
    assert pins(database, article) == [other]
