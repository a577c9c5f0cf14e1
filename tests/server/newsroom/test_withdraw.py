"""Taking articles back: by their source, by an editor, and giving them back to the public."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision, Tombstone
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom import revisions, withdraw
from broadsheet_server.newsroom.publish import Outcome
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.reading.withdrawn_articles import is_over, tombstones
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, WithdrawalKind
from tests.builders import NOW, PUBLISHED_AT, publish

HOUR = timedelta(hours=1)
LATER = NOW + HOUR


def the_article(session: Session) -> Article:
    return session.exec(select(Article)).one()


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


def test_a_takedown_of_what_is_not_here_adds_no_section_to_the_menu(database: Database) -> None:
    publish(database, section_path="city")
    publish(database, external_reference="tag:a", section_path="news", withdrawn=True)
    with database.read() as session:
        assert session.exec(select(Section.path)).all() == ["city"]


def test_a_takedown_that_does_not_say_of_what_is_refused(database: Database) -> None:
    with pytest.raises(RejectedDraftError, match="Nothing says which article is taken back"):
        publish(database, withdrawn=True)


def test_what_an_editor_withdrew_stays_withdrawn_until_an_editor_restores_it(database: Database) -> None:
    published = publish(database, external_reference="tag:a")
    with database.write() as session:
        assert withdraw.withdraw(session, published.article_id, now=LATER) == 2
    same = publish(database, external_reference="tag:a")
    assert (same.outcome, same.notes) == (Outcome.UNCHANGED, ("an editor has withdrawn it",))
    later = publish(database, external_reference="tag:a", headline="Two")
    assert (later.outcome, later.notes) == (Outcome.UNCHANGED, ("an editor has withdrawn it",))
    assert ["once it is restored" in warning for warning in later.warnings] == [True]
    with database.write() as session:
        assert withdraw.restore(session, published.article_id, now=LATER) == 3
    with database.read() as session:
        article = the_article(session)
        assert (article.status, article.updated_at) == (ArticleStatus.PUBLISHED, PUBLISHED_AT)
        kinds = session.exec(select(Revision.kind).order_by(col(Revision.number))).all()
        assert kinds == [ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED]


LEGAL = withdraw.Withdrawal(WithdrawalKind.LEGAL, "By order of a court.")
NOTED = withdraw.Withdrawal(note="We look into it.")
OTHERWISE_NOTED = withdraw.Withdrawal(note="It was wrong.")
PLAIN = withdraw.Withdrawal()


@pytest.mark.parametrize(
    ("first", "second", "replaces", "is_taken"),
    [
        (PLAIN, LEGAL, True, True),
        (NOTED, OTHERWISE_NOTED, False, True),
        (NOTED, LEGAL, True, True),
        (LEGAL, PLAIN, True, True),
        (LEGAL, PLAIN, False, False),
        (LEGAL, NOTED, False, False),
        (NOTED, PLAIN, False, False),
        (LEGAL, LEGAL, True, False),
    ],
)
def test_another_withdrawal_replaces_what_an_editor_decided_only_where_that_is_meant(
    database: Database, first: Any, second: Any, replaces: bool, is_taken: bool
) -> None:
    article = publish(database).article_id
    assert article is not None
    with database.write() as session:
        withdraw.withdraw(session, article, now=NOW, withdrawal=first)
    with suppress(withdraw.WrongStatusError), database.write() as session:
        withdraw.withdraw(session, article, now=LATER, withdrawal=second, replaces=replaces)
    with database.read() as session:
        stone, meant = session.get_one(Tombstone, article), second if is_taken else first
        assert (stone.kind, stone.note, stone.withdrawn_at) == (meant.kind, meant.note, NOW)
        assert the_article(session).revision == 2 + is_taken


def test_its_source_does_not_bring_back_what_a_court_has_forbidden_after_a_takedown(
    database: Database,
) -> None:
    article = publish(database, external_reference="tag:a", updated_at=NOW).article_id
    assert article is not None
    publish(database, external_reference="tag:a", withdrawn=True, updated_at=NOW + HOUR)
    with database.write() as session:
        withdraw.withdraw(session, article, now=LATER, withdrawal=LEGAL, replaces=True)
    again = publish(database, external_reference="tag:a", headline="Again", updated_at=LATER + HOUR)
    assert (again.outcome, again.notes) == (Outcome.UNCHANGED, ("an editor has withdrawn it",))


@pytest.mark.parametrize("is_of_source", [False, True])
def test_what_was_never_public_stays_unknown_though_it_is_withdrawn_again_after_its_embargo(
    database: Database, is_of_source: bool
) -> None:
    published = publish(database, external_reference="tag:a", embargoed_until=LATER)
    assert published.article_id is not None
    if is_of_source:
        publish(database, external_reference="tag:a", withdrawn=True, now=NOW)
    else:
        with database.write() as session:
            withdraw.withdraw(session, published.article_id, now=NOW)
    with database.write() as session:
        withdraw.withdraw(session, published.article_id, now=LATER + HOUR, withdrawal=LEGAL, replaces=True)
    with database.read() as session:
        over = tombstones().where(is_over())
        assert session.execute(over, {"now": LATER + HOUR}).all() == []


def test_nobody_withdraws_twice_or_what_is_not_there(database: Database) -> None:
    published = publish(database)
    with database.write() as session, pytest.raises(withdraw.WrongStatusError, match="published already"):
        withdraw.restore(session, published.article_id, now=NOW)
    with database.write() as session, pytest.raises(revisions.UnknownArticleError):
        withdraw.withdraw(session, uuid4(), now=NOW)
