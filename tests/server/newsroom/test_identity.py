"""Which of the stored articles a draft is: by its reference, then by its URL, then by its slug."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish

LATER = NOW + timedelta(hours=1)
IMAGE = DraftImage("A crane", "image/png", 4, 3, url="https://courier.example/a.png")


def the_article(session: Session) -> Article:
    return session.exec(select(Article)).one()


def test_an_article_is_known_by_its_reference_then_its_url_then_its_slug(database: Database) -> None:
    publish(database, external_reference="tag:a", canonical_url="https://courier.example/a", slug="crane")
    by_reference = publish(database, external_reference="tag:a", headline="One")
    by_url = publish(database, canonical_url="https://courier.example/a", headline="Two")
    assert by_reference.outcome == Outcome.UPDATED
    assert by_url.outcome == Outcome.UPDATED, "an address that it once had stays its own"
    assert by_url.article_id == by_reference.article_id


def test_a_reference_and_a_url_are_compared_in_their_clean_form(database: Database) -> None:
    first = publish(database, external_reference="tag:a")
    second = publish(database, canonical_url="https://courier.example/b")
    by_reference = publish(database, external_reference=" tag:\x00a\n")
    by_url = publish(database, canonical_url=" https://courier.example/b ")
    assert (by_reference.article_id, by_url.article_id) == (first.article_id, second.article_id)


def test_an_article_without_a_reference_is_known_by_its_url(database: Database) -> None:
    first = publish(database, canonical_url="https://courier.example/a")
    again = publish(
        database, canonical_url="https://courier.example/a", headline="Two", external_reference="tag:a"
    )
    third = publish(
        database, canonical_url="https://courier.example/b", external_reference="tag:a", headline="Three"
    )
    assert first.article_id == again.article_id == third.article_id


@pytest.mark.parametrize("first", ["a", "a/index.html"])
def test_an_article_is_found_by_its_address_with_and_without_an_index(database: Database, first: str) -> None:
    one = publish(database, canonical_url=f"https://courier.example/{first}")
    for name in ("a/index.html", "a/"):
        again = publish(database, canonical_url=f"https://courier.example/{name}", headline=f"At {name}")
        assert again.article_id == one.article_id


def test_a_slug_is_an_identity_only_within_one_source(database: Database) -> None:
    first = publish(database, slug="crane", source_name="Courier")
    again = publish(database, slug="crane", source_name="Courier", headline="Two")
    other = publish(database, slug="crane", source_name="Herald", body_html="<p>Another crane.</p>")
    assert again.article_id == first.article_id
    assert other.article_id != first.article_id
    assert other.slug == "crane-2"


def test_two_articles_may_bear_one_headline(database: Database) -> None:
    slugs = [publish(database, headline="Weather forecast").slug for _ in range(12)]
    assert slugs[:3] == ["weather-forecast", "weather-forecast-2", "weather-forecast-3"]
    assert len(set(slugs)) == 12


def test_a_url_that_belongs_to_another_article_is_refused(database: Database) -> None:
    publish(database, external_reference="tag:a", canonical_url="https://courier.example/a", slug="crane")
    publish(database, external_reference="tag:b")
    with pytest.raises(RejectedDraftError, match="belongs to the article “crane” already"):
        publish(database, external_reference="tag:b", canonical_url="https://courier.example/a")


def test_two_articles_of_one_source_do_not_overwrite_each_other_under_one_url(database: Database) -> None:
    url = "https://courier.example/live"
    publish(database, external_reference="tag:a", canonical_url=url, headline="One", source_name="Courier")
    for _ in range(2):
        with pytest.raises(RejectedDraftError, match="/live belongs to the article “one” already"):
            publish(
                database,
                external_reference="tag:b",
                canonical_url=url,
                headline="Two",
                source_name="Courier",
            )
    with database.read() as session:
        assert the_article(session).headline == "One"


def test_one_story_from_two_sources_is_known_by_its_url(database: Database) -> None:
    url = "https://courier.example/a"
    first = publish(database, external_reference="tag:a", canonical_url=url, source_name="Courier")
    other = publish(database, external_reference="agency:7", canonical_url=url, source_name="Agency")
    assert other.article_id == first.article_id
