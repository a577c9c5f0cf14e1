"""Use case: an article becomes a translation of another, or is none any more; nothing else of it changes."""

from datetime import datetime

from sqlmodel import Session

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom import revisions
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.shared_changes import record_changes
from broadsheet_server.newsroom.translation_groups import Membership, public_members
from broadsheet_server.newsroom.visibility import public_at
from broadsheet_shared.vocabulary import ChangeKind


def regroup_translation(
    session: Session, article: Article, membership: Membership, *, act: EditorialAct | None, now: datetime
) -> int | None:
    """Write the revision; return the sequence of its change, None where the article is in that group already.

    The caller holds the sequence (`feed.lock_sequence`).
    """
    if membership.group == article.translation_group:
        return None
    membership.found()
    article.translation_group = membership.group
    snapshot = revisions.latest_revision(session, article).snapshot | {"translations": membership.slugs}
    sequence = revisions.record_revision(session, article, ChangeKind.REVISED, snapshot, now=now, act=act)
    if public_at(article, now):
        told = public_members((*membership.others, *membership.former), now)
        record_changes(session, told, now=now)
    return sequence
