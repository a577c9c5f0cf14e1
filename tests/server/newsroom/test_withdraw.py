"""Withdrawing articles by an editor, and giving them back to the public."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision, Tombstone
from broadsheet_server.newsroom import revisions, withdraw
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.reading.withdrawn_articles import is_over, tombstones
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, WithdrawalKind
from tests.builders import NOW, PUBLISHED_AT, publish
from tests.pictures import png

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
LEGAL = withdraw.Withdrawal(WithdrawalKind.LEGAL, "By order of a court.")
NOTED = withdraw.Withdrawal(note="We look into it.")
OTHERWISE_NOTED = withdraw.Withdrawal(note="It was wrong.")
PLAIN = withdraw.Withdrawal()
PLAIN_LEGAL = withdraw.Withdrawal(WithdrawalKind.LEGAL)
EDITOR = revisions.EditorialAct("Ada Moor")
STILL_TAKEN_BACK = (
    "No longer withdrawn by an editor, but by its source until that sends a later version, or until it is "
    "restored once more"
)
FOR_EDITORS = withdraw.Withdrawal(WithdrawalKind.GONE, "Ask the lawyer first.")


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
        article = session.exec(select(Article)).one()
        assert (article.status, article.updated_at) == (ArticleStatus.PUBLISHED, PUBLISHED_AT)
        kinds = session.exec(select(Revision.kind).order_by(col(Revision.number))).all()
        assert kinds == [ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED]


@pytest.mark.parametrize(
    ("first", "second", "replaces", "is_taken"),
    [
        (PLAIN, LEGAL, True, True),
        (NOTED, OTHERWISE_NOTED, False, True),
        (NOTED, LEGAL, True, True),
        (NOTED, PLAIN, True, False),
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
        assert session.exec(select(Article)).one().revision == 2 + is_taken


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (NOTED, PLAIN_LEGAL, "We look into it."),
        (LEGAL, PLAIN, "By order of a court."),
        (NOTED, withdraw.Withdrawal(WithdrawalKind.LEGAL, ""), None),
        (NOTED, withdraw.Withdrawal(note=" "), None),
        (FOR_EDITORS, PLAIN_LEGAL, None),
        (FOR_EDITORS, withdraw.Withdrawal(WithdrawalKind.REDIRECT, None, "/articles/b"), FOR_EDITORS.note),
    ],
)
def test_readers_are_told_the_same_note_until_an_editor_gives_another_or_removes_it(
    database: Database, first: Any, second: Any, told: str | None
) -> None:
    article = publish(database).article_id
    assert article is not None
    for withdrawal in (first, second):
        with database.write() as session:
            withdraw.withdraw(session, article, now=NOW, withdrawal=withdrawal, replaces=True)
    with database.read() as session:
        stone = session.get_one(Tombstone, article)
        assert (stone.kind, stone.note) == (second.kind, told)


def test_an_editor_cannot_publish_what_only_a_takedown_is_here_of(database: Database) -> None:
    taken_back = publish(database, external_reference="tag:a", withdrawn=True, updated_at=NOW)
    with database.write() as session, pytest.raises(withdraw.NoTextError, match="sends a later version"):
        withdraw.restore(session, taken_back.article_id, now=LATER)
    with database.write() as session:
        withdraw.withdraw(session, taken_back.article_id, now=LATER, withdrawal=LEGAL, replaces=True)
    later = {"external_reference": "tag:a", "updated_at": LATER}
    assert publish(database, **later).notes == ("an editor has withdrawn it",)
    with database.write() as session:
        withdraw.restore(session, taken_back.article_id, now=LATER)
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.WITHDRAWN
        assert session.exec(select(Tombstone)).all() == []
    assert publish(database, **later).outcome == Outcome.UPDATED
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.PUBLISHED


def test_a_picture_that_its_source_took_back_can_be_restored(database: Database, tmp_path: Path) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    picture = {"body_html": "", "images": (DraftImage("A crane", file=tmp_path / "crane.png"),)}
    article = publish(database, tmp_path / "media", external_reference="tag:a", language="und", **picture)
    publish(database, external_reference="tag:a", withdrawn=True)
    with database.write() as session:
        withdraw.restore(session, article.article_id, now=LATER)
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.PUBLISHED


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


@pytest.mark.parametrize("is_withheld", [False, True])
@pytest.mark.parametrize("is_source_first", [False, True])
@pytest.mark.parametrize("withdrawal", [NOTED, LEGAL])
def test_what_its_source_and_an_editor_withdrew_stays_withdrawn_by_its_source_when_the_editor_restores_it(
    database: Database, withdrawal: withdraw.Withdrawal, is_source_first: bool, is_withheld: bool
) -> None:
    published = publish(database, external_reference="tag:a", updated_at=NOW)
    takedown = {"external_reference": "tag:a", "withdrawn": not is_withheld, "withheld": is_withheld}
    if is_source_first:
        publish(database, **takedown, updated_at=LATER)
    with database.write() as session:
        withdraw.withdraw(
            session, published.article_id, now=LATER, withdrawal=withdrawal, replaces=True, act=EDITOR
        )
    told = publish(database, **takedown, updated_at=LATER)
    assert any("an editor has withdrawn it, too" in note for note in told.notes) is not is_source_first
    assert publish(database, **takedown, updated_at=LATER).outcome == Outcome.UNCHANGED

    for status, note in ((ArticleStatus.WITHDRAWN, STILL_TAKEN_BACK), (ArticleStatus.PUBLISHED, None)):
        with database.write() as session:
            withdraw.restore(session, published.article_id, now=LATER, act=EDITOR)
            assert withdraw.remaining_withdrawal(session, published.article_id) == note
        with database.read() as session:
            assert session.exec(select(Article)).one().status == status
            assert session.exec(select(Tombstone)).all() == []


def test_a_later_version_ends_a_takedown_that_came_while_an_editor_had_withdrawn_it(
    database: Database,
) -> None:
    article = publish(database, external_reference="tag:a", updated_at=NOW).article_id
    with database.write() as session:
        withdraw.withdraw(session, article, now=NOW, act=EDITOR)
    for hours in (2, 4):
        publish(database, external_reference="tag:a", withdrawn=True, updated_at=NOW + hours * HOUR)
    earlier, later = ({"headline": "Two", "updated_at": NOW + hours * HOUR} for hours in (3, 5))
    told = publish(database, external_reference="tag:a", **earlier)
    assert told.notes == ("its source has withdrawn it",)
    kept = publish(database, external_reference="tag:a", **later)
    assert ["once it is restored" in warning for warning in kept.warnings] == [True]
    with database.write() as session:
        withdraw.restore(session, article, now=LATER, act=EDITOR)
    assert publish(database, external_reference="tag:a", **earlier).outcome == Outcome.UNCHANGED
    assert publish(database, external_reference="tag:a", **later).outcome == Outcome.UPDATED
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.PUBLISHED


def test_what_an_editor_restored_after_a_takedown_is_published_when_they_withdraw_and_restore_it_again(
    database: Database,
) -> None:
    article = publish(database, external_reference="tag:a", updated_at=NOW).article_id
    publish(database, external_reference="tag:a", withdrawn=True, updated_at=LATER)
    for change in (withdraw.restore, withdraw.withdraw, withdraw.restore):
        with database.write() as session:
            change(session, article, now=LATER, act=EDITOR)
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.PUBLISHED


def test_an_older_takedown_does_not_reach_what_an_editor_has_withdrawn_since(database: Database) -> None:
    article = publish(database, external_reference="tag:a", updated_at=LATER).article_id
    with database.write() as session:
        withdraw.withdraw(session, article, now=LATER, act=EDITOR)
    old = publish(database, external_reference="tag:a", withdrawn=True, updated_at=NOW)
    assert (old.outcome, old.warnings) == (Outcome.UNCHANGED, ())
    with database.write() as session:
        withdraw.restore(session, article, now=LATER, act=EDITOR)
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.PUBLISHED


def test_what_was_never_public_stays_unknown_when_an_editor_leaves_it_to_the_takedown_of_its_source(
    database: Database,
) -> None:
    secret = publish(database, external_reference="tag:a", updated_at=NOW, embargoed_until=LATER)
    assert secret.article_id is not None
    with database.write() as session:
        withdraw.withdraw(session, secret.article_id, now=NOW, act=EDITOR)
    publish(database, external_reference="tag:a", withdrawn=True, now=NOW + 2 * HOUR)
    with database.write() as session:
        withdraw.restore(session, secret.article_id, now=NOW + 3 * HOUR, act=EDITOR)
    with database.read() as session:
        assert session.exec(select(Article)).one().status == ArticleStatus.WITHDRAWN
        assert session.execute(tombstones().where(is_over()), {"now": NOW + 4 * HOUR}).all() == []


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
