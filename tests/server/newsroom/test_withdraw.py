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
