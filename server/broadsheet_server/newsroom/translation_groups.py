"""Groups of articles that are the same story in several languages, each of them once.

The caller holds the sequence (`feed.lock_sequence`). Whose translations have changed for the public is told
in the change feed: `public_members` says who.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.permitted_sections import check_articles
from broadsheet_server.newsroom.shared_changes import record_changes
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.visibility import public_at
from broadsheet_server.storage.uuid7 import uuid7

LANGUAGES_MAX: Final = 50
"""Most articles of a group."""
_FIELD: Final = "translation_of"


class UnknownTranslationError(RejectedDraftError):
    """There is no article with the id that this one is said to be a translation of."""

    code: ClassVar[str] = "translation_not_found"


class LanguageTakenError(RejectedDraftError):
    """The group has an article in this language already, or as many languages as it may have."""

    code: ClassVar[str] = "translation_language_taken"


class OwnTranslationError(RejectedDraftError):
    """The article is said to be a translation of itself."""

    code: ClassVar[str] = "translation_of_itself"


@dataclass(frozen=True, slots=True)
class Membership:
    """The group that an article will be in from its next revision on; None for none.

    `others` are its other articles then, and `former` those of the group that it leaves.
    """

    group: UUID | None
    others: Sequence[Article] = ()
    former: Sequence[Article] = ()

    def found(self) -> None:
        """Give the others the group, where the article is the first translation of the only one."""
        for article in self.others:
            article.translation_group = self.group

    @property
    def slugs(self) -> list[str]:
        """The others as a revision names them."""
        return sorted(article.slug for article in self.others)


def members(session: Session, group: UUID | None) -> list[Article]:
    """The articles of a group by language, public or not."""
    if group is None:
        return []
    articles = select(Article).where(col(Article.translation_group) == group)
    return list(session.exec(articles.order_by(col(Article.language))))


def others(session: Session, article: Article) -> list[Article]:
    """The other articles of an article's group."""
    return [each for each in members(session, article.translation_group) if each.id != article.id]


def joining(
    session: Session,
    article: Article | None,
    other_id: UUID,
    language: str,
    sections: SectionLimit | None,
) -> Membership:
    """The membership of an article, None for a new one, that becomes a translation of another.

    It leaves its own group. All others of the new one change, so that they have to be in `sections`. Raises
    UnknownTranslationError, OwnTranslationError, LanguageTakenError and SectionForbiddenError.
    """
    other = session.get(Article, other_id)
    if other is None:
        raise UnknownTranslationError("There is no article with this id, to be a translation of.", _FIELD)
    if article is not None and article.id == other.id:
        raise OwnTranslationError("An article is no translation of itself.", _FIELD)
    group = other.translation_group or uuid7()
    own = article.id if article is not None else None
    joined = [each for each in members(session, other.translation_group) if each.id != own] or [other]
    check_articles(session, sections, [each.id for each in joined])
    check_language(joined, language)
    is_other = article is not None and article.translation_group != group
    return Membership(group, joined, others(session, article) if article and is_other else ())


def check_language(articles: Sequence[Article], language: str, field: str = _FIELD) -> None:
    """Raise LanguageTakenError unless an article in this language may be added to a group of these."""
    for each in articles:
        if each.language == language:
            reason = f"“{each.slug}” is this story in the language {language} already."
            raise LanguageTakenError(f"{reason} Take that one out of the group first.", field)
    if len(articles) >= LANGUAGES_MAX:
        raise LanguageTakenError(f"This story has {LANGUAGES_MAX} languages; that is the most.", field)


def leaving(session: Session, article: Article) -> Membership:
    """The membership of an article that is no translation any more."""
    return Membership(None, (), others(session, article))


def kept(session: Session, article: Article, language: str) -> Membership:
    """The membership of an article that stays in its group. Raises LanguageTakenError."""
    group = others(session, article)
    if language != article.language:
        check_language(group, language, "language")
    return Membership(article.translation_group, group)


def tell_others(session: Session, article: Article, *, now: datetime) -> None:
    """Say of the public translations of an article that theirs have changed: it has come or gone."""
    if article.translation_group is not None:
        record_changes(session, public_members(others(session, article), now), now=now)


def public_members(articles: Sequence[Article], now: datetime) -> list[UUID]:
    """The ids of those that the public may see."""
    return [article.id for article in articles if public_at(article, now)]
