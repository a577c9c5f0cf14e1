"""`broadsheet article`: find, withdraw, restore and delete articles, beside a running server."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.cli.known_names import UnknownSourceError, check_section, check_source
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.newsroom.arrange_sections import UnknownSectionError
from broadsheet_server.newsroom.article_index import IndexFilter, list_articles
from broadsheet_server.newsroom.edited_articles import (
    EditedArticle,
    EditedRevision,
    edited_article,
    edited_revisions,
)
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.revisions import EditorialAct, UnknownArticleError
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt
from broadsheet_server.newsroom.withdraw import (
    Withdrawal,
    WrongStatusError,
    remaining_withdrawal,
    restore,
    withdraw,
)
from broadsheet_server.operations.delete_article import delete_for_good
from broadsheet_server.operations.named_article import named_article
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Visibility, WithdrawalKind

_REVISIONS_SHOWN = 100
_HOW_TO_REPLACE = "--kind withdraws it in another way, or with another note."
_STILL_IN_LOG = (
    "Attention: words of it are still in broadsheet.sqlite3-wal, because something reads the store: a backup "
    "or an export? Within an hour after that has ended, or when the server is restarted, they go."
)


class _NotConfirmedError(Exception):
    """The operator did not say that it is the one."""


def run_list(arguments: argparse.Namespace) -> int:
    """Print the newest articles."""
    where = IndexFilter(
        arguments.section,
        Visibility(arguments.status) if arguments.status else None,
        arguments.source,
        arguments.headline,
    )
    now, settings = datetime.now(UTC), settings_of(arguments)
    database = open_existing_store(settings)
    try:
        with database.read() as session:
            _check_names(session, where)
            before = _named(session, arguments.before, settings) if arguments.before else None
            found = list_articles(session, where, arguments.last + 1, now, before=before)
    except (UnknownArticleError, UnknownSectionError, UnknownSourceError) as error:
        return _fail(error)
    finally:
        database.dispose()
    shown = found[: arguments.last]
    for article in shown:
        print(_json(_values(article, settings)) if arguments.json else _line(article))
    if len(found) > len(shown) and not arguments.json:
        print(f"… and older ones, with: --before {shown[-1].slug}")
    if not found and not arguments.json:
        print("There are no such articles.")
    return 0


def _check_names(session: Session, where: IndexFilter) -> None:
    """An empty list would say that nothing is in a section which is only mistyped."""
    if where.section is not None:
        check_section(session, where.section)
    if where.source is not None:
        check_source(session, where.source)


def run_show(arguments: argparse.Namespace) -> int:
    """Print one article."""
    settings = settings_of(arguments)
    database = open_existing_store(settings)
    try:
        with database.read() as session:
            article_id = _named(session, arguments.article, settings)
        article, revisions = asyncio.run(_read(database, article_id))
    except UnknownArticleError as error:
        return _fail(error)
    finally:
        database.dispose()
    if arguments.json:
        told = [_revision_values(each) for each in revisions]
        print(_json(_values(article, settings) | {"revisions": told}))
        return 0
    for line in _description(article, settings):
        print(line)
    for revision in revisions:
        print(_revision_line(revision))
    return 0


def run_withdraw(arguments: argparse.Namespace) -> int:
    """Withdraw one article."""
    kind = WithdrawalKind(arguments.kind or WithdrawalKind.WITHDRAWN)
    withdrawal = Withdrawal(kind, arguments.note, arguments.redirect_to)
    replaces = arguments.kind is not None

    def change(database: Database, article_id: UUID, act: EditorialAct, now: datetime) -> str:
        try:
            with database.write() as session:
                withdraw(session, article_id, now=now, withdrawal=withdrawal, replaces=replaces, act=act)
        except WrongStatusError as error:
            if replaces:
                raise
            raise WrongStatusError(f"{error} {_HOW_TO_REPLACE}") from error
        return "Withdrawn"

    return _change(arguments, "article withdraw", change)


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore one article."""

    def change(database: Database, article_id: UUID, act: EditorialAct, now: datetime) -> str:
        with database.write() as session:
            restore(session, article_id, now=now, act=act)
            return remaining_withdrawal(session, article_id) or "Restored"

    return _change(arguments, "article restore", change)


def run_delete(arguments: argparse.Namespace) -> int:
    """Delete one article, once the operator has said that it is the one."""
    media = MediaFolder(settings_of(arguments).media)
    withdrawal = Withdrawal(WithdrawalKind(arguments.kind), arguments.note)

    def change(database: Database, article_id: UUID, act: EditorialAct, now: datetime) -> str:
        if not arguments.yes and not _is_confirmed(database, article_id, now):
            raise _NotConfirmedError("Nothing was deleted.")
        deleted = delete_for_good(database, media, article_id, now=now, withdrawal=withdrawal, act=act)
        if deleted.is_in_log:
            print(_STILL_IN_LOG, file=sys.stderr)
        return f"Deleted (image files: {deleted.files}, mails that waited: {deleted.mails})"

    return _change(arguments, "article delete", change)


def _is_confirmed(database: Database, article_id: UUID, now: datetime) -> bool:
    article = _article(database, article_id, now)
    print(_line(article))
    print("Its text, pictures, revisions and mails are deleted and cannot be brought back.")
    try:
        return input(f"Type {article.slug} to delete it: ").strip() == article.slug
    except EOFError:
        print()
        return False


def _change(
    arguments: argparse.Namespace,
    action: str,
    change: Callable[[Database, UUID, EditorialAct, datetime], str],
) -> int:
    """Change one article, with an entry in the audit log; say what was done, or why it cannot be."""
    settings, now, actor = settings_of(arguments), datetime.now(UTC), operator()
    act = EditorialAct(actor.label, arguments.reason, audited=actor, action=action)
    database = open_existing_store(settings)
    try:
        with database.read() as session:
            article_id = _named(session, arguments.article, settings)
        done = change(database, article_id, act, now)
        article = _article(database, article_id, now)
    except (UnknownArticleError, WrongStatusError, RejectedDraftError, _NotConfirmedError) as error:
        return _fail(error)
    finally:
        database.dispose()
    print(f"{done}: {_address(article, settings)}")
    return 0


def _named(session: Session, text: str, settings: Settings) -> UUID:
    article_id = named_article(session, text, settings.base_url)
    if article_id is None:
        raise UnknownArticleError(f"There is no article “{excerpt(text)}”: see `broadsheet article list`.")
    return article_id


async def _read(database: Database, article_id: UUID) -> tuple[EditedArticle, Sequence[EditedRevision]]:
    try:
        article = await edited_article(database, article_id, datetime.now(UTC))
        revisions = await edited_revisions(database, article_id, _REVISIONS_SHOWN, None)
    finally:
        await database.close()
    if article is None:
        raise UnknownArticleError(f"There is no article {article_id}.")
    return article, revisions


def _article(database: Database, article_id: UUID, now: datetime) -> EditedArticle:
    with database.read() as session:
        [article] = list_articles(session, IndexFilter(article_id=article_id), 1, now)
    return article


def _line(article: EditedArticle) -> str:
    source = f"  ({article.source_name})" if article.source_name else ""
    return (
        f"{article.public_from:%Y-%m-%d %H:%M}  {article.visibility:<9}  {article.section}  {article.slug}  "
        f"{excerpt(article.headline)}{source}"
    )


def _description(article: EditedArticle, settings: Settings) -> list[str]:
    """What is known of an article, a line each."""
    stone = article.tombstone
    told = {
        "headline": article.headline,
        "address": _address(article, settings),
        "id": global_id("Article", article.article_id),
        "section": article.section,
        "status": article.visibility.value,
        "public from": f"{article.public_from:%Y-%m-%d %H:%M} UTC",
        "expires": f"{article.expires_at:%Y-%m-%d %H:%M} UTC" if article.expires_at else None,
        "source": article.source_name,
        "reference": article.external_reference,
        "editorial note": article.editorial_note,
        "withdrawn": f"{stone.withdrawn_at:%Y-%m-%d %H:%M} UTC, {stone.kind.value}" if stone else None,
        "public note": stone.note if stone else None,
        "redirect": stone.redirect_url if stone else None,
    }
    return [f"{name:<15} {value}" for name, value in told.items() if value]


def _address(article: EditedArticle, settings: Settings) -> str:
    return f"{settings.base_url}/articles/{article.slug}"


def _values(article: EditedArticle, settings: Settings) -> dict[str, object]:
    """An article for programs, in the words of the API."""
    stone = article.tombstone
    return {
        "id": global_id("Article", article.article_id),
        "slug": article.slug,
        "url": _address(article, settings),
        "headline": article.headline,
        "section": article.section,
        "status": article.visibility.value,
        "publicFrom": article.public_from.isoformat(),
        "expiresAt": article.expires_at.isoformat() if article.expires_at else None,
        "source": article.source_name,
        "externalReference": article.external_reference,
        "revision": article.revision,
        "tombstone": stone
        and {"kind": stone.kind.value, "note": stone.note, "redirectTo": stone.redirect_url},
    }


def _revision_line(revision: EditedRevision) -> str:
    fields = ", ".join(change.field for change in revision.changes) if revision.number > 1 else ""
    told = [revision.actor or "its source", revision.reason, fields]
    return (
        f"    {revision.number:>4}  {revision.created_at:%Y-%m-%d %H:%M}  {revision.kind.value:<9}  "
        f"{'; '.join(each for each in told if each)}"
    )


def _revision_values(revision: EditedRevision) -> dict[str, object]:
    return {
        "number": revision.number,
        "kind": revision.kind.value,
        "createdAt": revision.created_at.isoformat(),
        "actor": revision.actor,
        "reason": revision.reason,
        "changed": [change.field for change in revision.changes],
    }


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _fail(error: Exception) -> int:
    is_of_redirect = isinstance(error, RejectedDraftError) and error.field == "redirect_to"
    print(f"broadsheet: {'--redirect-to: ' if is_of_redirect else ''}{error}", file=sys.stderr)
    return 1
