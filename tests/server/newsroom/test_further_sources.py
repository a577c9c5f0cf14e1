"""One story from two sources: one article that names both."""

from datetime import timedelta

from sqlmodel import select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.identities import ArticleSource
from broadsheet_server.models.revisions import Revision
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus
from tests.builders import NOW, PUBLISHED_AT, publish

LATER = NOW + timedelta(hours=1)
COURIER = {"source_name": "Courier", "reference_source": "Courier"}
WIRE = {"source_name": "Wire", "reference_source": "Wire"}
URL = "https://courier.example/crane"
PARAGRAPHS = "<p>The crane, which was built in 1934, lifted its last load on Monday in the rain.</p>"


def further_sources(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as session:
        rows = session.exec(select(ArticleSource).order_by(ArticleSource.position))  # type: ignore[arg-type]
        return [(row.name, row.url) for row in rows]


def test_one_story_under_one_address_names_both_sources_and_keeps_the_first_text(database: Database) -> None:
    first = publish(database, **COURIER, external_reference="c1", canonical_url=URL)
    second = publish(
        database,
        **WIRE,
        external_reference="w9",
        canonical_url=f"{URL}/?utm_source=wire",
        body_html="<p>Other words.</p>",
    )
    assert (second.article_id, second.outcome) == (first.article_id, Outcome.UNCHANGED)
    assert second.notes == (f"the same story as “{first.slug}” from Courier, whose text stays",)
    assert further_sources(database) == [("Wire", f"{URL}/?utm_source=wire")]
    with database.read() as session:
        assert "Other words" not in session.exec(select(ArticleBody.text)).one()
        assert len(session.exec(select(Revision)).all()) == 1
        assert len(feed.changes_after(session, 0, 9)) == 2, "who reads along learns of the second source"


def test_the_second_source_is_named_once_and_never_overwrites(database: Database) -> None:
    publish(database, **COURIER, external_reference="c1", canonical_url=URL)
    for number in range(3):
        again = publish(
            database,
            **WIRE,
            external_reference="w9",
            canonical_url=URL,
            body_html=f"<p>Version {number}</p>",
            updated_at=LATER + timedelta(hours=number),
        )
        assert again.outcome == Outcome.UNCHANGED
    assert [name for name, _ in further_sources(database)] == ["Wire"]


def test_the_first_source_goes_on_revising_its_article(database: Database) -> None:
    publish(database, **COURIER, external_reference="c1", canonical_url=URL)
    publish(database, **WIRE, external_reference="w9", canonical_url=URL)
    later = publish(database, **COURIER, external_reference="c1", headline="Crane gone", updated_at=LATER)
    assert later.outcome == Outcome.UPDATED
    assert len(further_sources(database)) == 1


def test_the_same_text_from_two_sources_within_three_days_is_one_article(database: Database) -> None:
    first = publish(database, **COURIER, external_reference="c1", body_html=PARAGRAPHS)
    near = publish(
        database,
        **WIRE,
        external_reference="w9",
        body_html=PARAGRAPHS.replace("p>", "div>"),
        published_at=PUBLISHED_AT + timedelta(hours=70),
    )
    far = publish(
        database,
        source_name="Herald",
        external_reference="h4",
        body_html=PARAGRAPHS,
        published_at=PUBLISHED_AT + timedelta(days=9),
    )
    assert near.article_id == first.article_id != far.article_id


def test_the_same_text_twice_from_one_source_is_two_articles(database: Database) -> None:
    first = publish(database, **COURIER, external_reference="c1", body_html=PARAGRAPHS)
    second = publish(database, **COURIER, external_reference="c2", body_html=PARAGRAPHS)
    assert first.article_id != second.article_id


def test_short_texts_and_equal_headlines_are_equal_by_chance(database: Database) -> None:
    for number, source in enumerate((COURIER, WIRE)):
        publish(
            database, **source, external_reference=f"r{number}", headline="Weather", body_html="<p>Rain.</p>"
        )
        publish(
            database,
            **source,
            external_reference=f"s{number}",
            headline="Traffic",
            body_html=PARAGRAPHS.replace("1934", str(number)),
        )
    with database.read() as session:
        assert len(session.exec(select(Article)).all()) == 4


def test_two_sources_with_one_id_have_two_articles(database: Database) -> None:
    courier = publish(database, **COURIER, external_reference="7", headline="Crane")
    wire = publish(database, **WIRE, external_reference="7", headline="Taxes", body_html="<p>Up.</p>")
    assert (courier.outcome, wire.outcome) == (Outcome.CREATED, Outcome.CREATED)
    again = publish(database, **WIRE, external_reference="7", headline="Taxes", body_html="<p>Down.</p>")
    assert (again.article_id, again.outcome) == (wire.article_id, Outcome.UPDATED)


def test_a_source_takes_back_what_it_published_and_not_what_another_did(database: Database) -> None:
    publish(database, **COURIER, external_reference="c1", canonical_url=URL)
    publish(database, **WIRE, external_reference="w9", canonical_url=URL)
    taken = publish(database, **WIRE, external_reference="w9", withdrawn=True)
    assert (taken.outcome, taken.warnings) == (
        Outcome.UNCHANGED,
        ("Wire takes it back; it stays, because it comes from Courier.",),
    )
    assert further_sources(database) == []
    with database.read() as session:
        assert session.exec(select(Article.status)).one() == ArticleStatus.PUBLISHED


def test_a_guid_that_changes_is_the_same_article_at_the_same_address(database: Database) -> None:
    feed_item = {**COURIER, "canonical_url": URL, "reference_may_change": True}
    first = publish(database, **feed_item, external_reference="crane-lifts#0")
    again = publish(database, **feed_item, external_reference="crane-lifted#1", headline="Crane lifted")
    known = publish(database, **feed_item, external_reference="crane-lifts#0", headline="Crane lifted")
    assert first.article_id == again.article_id == known.article_id
    assert (again.outcome, known.outcome) == (Outcome.UPDATED, Outcome.UNCHANGED)


def test_an_item_that_replaces_an_earlier_one_is_its_next_version(database: Database) -> None:
    first = publish(database, **WIRE, external_reference="w1", updated_at=NOW)
    second = publish(
        database, **WIRE, external_reference="w2", replaces=("w1",), headline="Crane gone", updated_at=LATER
    )
    third = publish(database, **WIRE, external_reference="w2", headline="Crane sold", updated_at=LATER)
    assert first.article_id == second.article_id == third.article_id
    assert first.slug == third.slug, "an address never changes"
