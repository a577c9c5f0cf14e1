"""Taking articles back by their source, until the source sends a later version."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.newsroom.revise import revise, revised_content
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.withdraw import restore
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind
from tests.builders import NOW, publish

HOUR = timedelta(hours=1)
LATER = NOW + HOUR


def the_article(session: Session) -> Article:
    return session.exec(select(Article)).one()


def give_another_headline(session: Session, article: Article, media: Path) -> None:
    """What an editor does to an article that is public."""
    changes = {"headline": "Harbour crane rests"}
    content = revised_content(session, article, changes, media=MediaFolder(media), now=LATER)
    number, act = article.revision, EditorialAct("Ada Moor")
    revise(session, article.id, content, expected_revision=number, is_minor=False, act=act, now=LATER)


def test_what_the_source_withdraws_is_gone_until_the_source_sends_it_again(database: Database) -> None:
    first = publish(database, external_reference="tag:a", updated_at=NOW)
    gone = publish(
        database, external_reference="tag:a", headline="", body_html="", withdrawn=True, updated_at=LATER
    )
    again = publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER)
    assert (gone.outcome, again.outcome) == (Outcome.WITHDRAWN, Outcome.UNCHANGED)
    stale = publish(database, external_reference="tag:a", updated_at=NOW)
    assert stale.outcome == Outcome.UNCHANGED
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.WITHDRAWN
    back = publish(database, external_reference="tag:a", updated_at=LATER + timedelta(hours=1))
    assert (back.outcome, back.article_id) == (Outcome.UPDATED, first.article_id)
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.PUBLISHED
        assert [change.kind for change in feed.changes_after(session, 0, 9)] == [
            *(ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED)
        ]


@pytest.mark.parametrize("takedown", [None, NOW, LATER])
@pytest.mark.parametrize("version", [None, NOW])
def test_what_was_here_before_the_takedown_does_not_undo_it(
    database: Database, takedown: datetime | None, version: datetime | None
) -> None:
    publish(database, external_reference="tag:a", updated_at=version)
    gone = publish(database, external_reference="tag:a", headline="", withdrawn=True, updated_at=takedown)
    again = publish(database, external_reference="tag:a", updated_at=version, now=LATER)
    assert (gone.outcome, again.outcome) == (Outcome.WITHDRAWN, Outcome.UNCHANGED)
    assert again.notes == ("its source has withdrawn it",)
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.WITHDRAWN


def test_a_takedown_without_a_date_holds_against_a_version_dated_in_the_future(database: Database) -> None:
    publish(database, external_reference="tag:a", updated_at=LATER)
    publish(database, external_reference="tag:a", withdrawn=True, now=NOW)
    assert publish(database, external_reference="tag:a", updated_at=LATER).outcome == Outcome.UNCHANGED


def test_the_last_of_several_takedowns_counts(database: Database) -> None:
    publish(database, external_reference="tag:a", updated_at=NOW - HOUR)
    for taken in (NOW, LATER, NOW):
        publish(database, external_reference="tag:a", withdrawn=True, updated_at=taken)
    between = publish(database, external_reference="tag:a", updated_at=LATER - HOUR / 2)
    after = publish(database, external_reference="tag:a", updated_at=LATER + HOUR)
    assert (between.outcome, after.outcome) == (Outcome.UNCHANGED, Outcome.UPDATED)


@pytest.mark.parametrize(
    "identity", [{"external_reference": "tag:a"}, {"canonical_url": "https://x.example/a"}, {"slug": "a"}]
)
@pytest.mark.parametrize("takedown", [None, LATER])
def test_a_takedown_that_arrives_first_keeps_the_article_from_the_public(
    database: Database, identity: dict[str, str], takedown: datetime | None
) -> None:
    bare: dict[str, Any] = {"headline": "", "body_html": "", "language": "", "section_path": "news"}
    gone = publish(database, **identity, **bare, withdrawn=True, updated_at=takedown)
    assert (gone.outcome, len(gone.warnings)) == (Outcome.HELD, 1)
    assert "withdraws something that is not here" in gone.warnings[0]
    late = publish(database, **identity, updated_at=NOW)
    assert (late.outcome, late.notes) == (Outcome.UNCHANGED, ("its source has withdrawn it",))
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.WITHDRAWN
    back = publish(database, **identity, updated_at=LATER + HOUR)
    assert (back.outcome, back.article_id) == (Outcome.UPDATED, gone.article_id)
    with database.read() as session:
        article = the_article(session)
        assert (article.status, article.language) == (ArticleStatus.PUBLISHED, "en")


def test_what_a_source_sends_again_after_taking_it_back_comes_though_an_editor_had_changed_it(
    database: Database, tmp_path: Path
) -> None:
    publish(database, external_reference="tag:a", updated_at=NOW)
    with database.write() as session:
        give_another_headline(session, the_article(session), tmp_path)
    publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER)
    again = publish(database, external_reference="tag:a", updated_at=LATER + HOUR)
    assert (again.outcome, len(again.warnings)) == (Outcome.UPDATED, 1)
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.PUBLISHED


@pytest.mark.parametrize("revised", ["never", "before the takedown", "after it was restored"])
def test_a_publisher_hears_that_a_source_takes_back_again_what_an_editor_has_restored(
    database: Database, tmp_path: Path, revised: str
) -> None:
    article = publish(database, external_reference="tag:a", updated_at=NOW).article_id
    with database.write() as session:
        if revised == "before the takedown":
            give_another_headline(session, the_article(session), tmp_path)
    publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER)
    with database.write() as session:
        restore(session, article, now=LATER)
        if revised == "after it was restored":
            give_another_headline(session, the_article(session), tmp_path)
    again = publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER + HOUR)
    assert again.outcome == Outcome.UNCHANGED
    assert ["an editor has restored" in warning for warning in again.warnings] == [True]
    with database.read() as session:
        assert the_article(session).status == ArticleStatus.PUBLISHED


def test_a_takedown_of_what_is_not_here_adds_no_section_to_the_menu(database: Database) -> None:
    publish(database, section_path="city")
    publish(database, external_reference="tag:a", section_path="news", withdrawn=True)
    with database.read() as session:
        assert session.exec(select(Section.path)).all() == ["city"]


def test_a_takedown_that_does_not_say_of_what_is_refused(database: Database) -> None:
    with pytest.raises(RejectedDraftError, match="Nothing says which article is taken back"):
        publish(database, withdrawn=True)
