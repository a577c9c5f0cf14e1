"""Which articles are withdrawn by their source, beside or without a withdrawal by an editor."""

from sqlmodel import Session, and_, col, or_, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.revisions import Revision, Tombstone
from broadsheet_server.newsroom.revisions import WITHDRAWN_HASH
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind


def is_taken_back(session: Session, article: Article) -> bool:
    """Whether its source has withdrawn it, an editor perhaps too, and no editor has restored it since."""
    if article.status != ArticleStatus.WITHDRAWN or last_delivered_hash(article) != WITHDRAWN_HASH:
        return False
    kind = col(Revision.kind)
    is_of_source = and_(kind == ChangeKind.WITHDRAWN, col(Revision.actor).is_(None))
    decisions = select(kind).where(
        Revision.article_id == article.id, or_(is_of_source, kind == ChangeKind.RESTORED)
    )
    return session.exec(decisions.order_by(col(Revision.number).desc())).first() != ChangeKind.RESTORED


def is_withdrawn_by_source(session: Session, article: Article) -> bool:
    """Whether its source withdrew it, and no editor did; only a later version, or an editor, restores it."""
    return is_taken_back(session, article) and session.get(Tombstone, article.id) is None


def last_delivered_hash(article: Article) -> str:
    """The content hash of the version that its source delivered last: an editor may have revised it since."""
    return article.delivered_hash or article.content_hash
