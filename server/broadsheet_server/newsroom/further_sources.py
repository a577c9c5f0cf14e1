"""The same story from a second source: one article, which names both; the first one's text stays."""

from datetime import datetime

from sqlmodel import Session, col, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.identities import ArticleSource, IdentityKind
from broadsheet_server.newsroom.article_links import stored_topics
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.identity import Match, is_another_source
from broadsheet_shared.vocabulary import ChangeKind


def is_from_further_source(session: Session, match: Match, draft: ArticleDraft) -> bool:
    """Whether the draft is not a version of the article's own source but what another one published."""
    if not is_another_source(match.article.source_name, draft.source_name):
        return False
    is_own_reference = match.kind is IdentityKind.REFERENCE
    return not is_own_reference or _find(session, match.article, draft) is not None


def add_further_source(
    session: Session, article: Article, draft: ArticleDraft, *, now: datetime
) -> int | None:
    """Name the draft's source beside the first one; return the sequence of the change, None for none."""
    if _find(session, article, draft) is not None:
        return None
    known = session.exec(select(ArticleSource.position).where(ArticleSource.article_id == article.id)).all()
    url = draft.source_url or draft.canonical_url or draft.given_url
    session.add(
        ArticleSource(
            article_id=article.id, position=max(known, default=0) + 1, name=draft.source_name or "", url=url
        )
    )
    return _record(session, article, now)


def remove_further_source(
    session: Session, article: Article, draft: ArticleDraft, *, now: datetime
) -> int | None:
    """Name the draft's source no more; return the sequence of the change, None for none."""
    row = _find(session, article, draft)
    if row is None:
        return None
    session.delete(row)
    return _record(session, article, now)


def _find(session: Session, article: Article, draft: ArticleDraft) -> ArticleSource | None:
    return session.exec(
        select(ArticleSource).where(
            ArticleSource.article_id == article.id, col(ArticleSource.name) == draft.source_name
        )
    ).first()


def _record(session: Session, article: Article, now: datetime) -> int:
    """A change without a revision: the text is the same."""
    topics = stored_topics(session, article)
    return feed.record_change(session, ChangeKind.REVISED, article.id, topics, now=now)
