"""Corrections by an editor."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_server.newsroom.correct import CORRECTION_MAX, correct
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.newsroom.revisions import UnknownArticleError
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish

LATER = NOW + timedelta(hours=1)


def test_an_editors_correction_is_shown_and_survives_the_source(database: Database) -> None:
    published = publish(database, external_reference="tag:a")
    with database.write() as session:
        sequence = correct(session, published.article_id, " It is  46 tonnes. ", now=LATER)
    assert publish(database, external_reference="tag:a").outcome == Outcome.UNCHANGED
    with database.read() as session:
        article = session.exec(select(Article)).one()
        assert (sequence, article.revision, article.updated_at) == (2, 2, LATER)
        assert session.exec(select(Correction.text)).all() == ["It is 46 tonnes."]
        snapshots = session.exec(select(Revision.snapshot).order_by(col(Revision.number))).all()
        assert [len(snapshot["corrections"]) for snapshot in snapshots] == [0, 1]  # type: ignore[arg-type]


def test_a_newer_version_is_taken_although_an_editor_corrected_later(database: Database) -> None:
    published = publish(database, external_reference="tag:a", updated_at=NOW)
    with database.write() as session:
        correct(session, published.article_id, "A note.", now=LATER + timedelta(days=1))
    newer = publish(database, external_reference="tag:a", headline="Two", updated_at=LATER)
    assert newer.outcome == Outcome.UPDATED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \n ", "The correction is empty."),
        ("x" * (CORRECTION_MAX + 1), "The correction has 5,001 characters; at most 5,000 are taken."),
    ],
)
def test_a_correction_says_something_and_is_short(database: Database, text: str, reason: str) -> None:
    published = publish(database)
    with database.write() as session, pytest.raises(RejectedDraftError, match=reason):
        correct(session, published.article_id, text, now=LATER)


def test_nobody_corrects_what_is_not_there(database: Database) -> None:
    with database.write() as session, pytest.raises(UnknownArticleError):
        correct(session, uuid4(), "It is 46 tonnes.", now=NOW)
