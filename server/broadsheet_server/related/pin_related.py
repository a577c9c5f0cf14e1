"""Use case: pin articles at the head of another article's related list."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import RelatedPin
from broadsheet_server.newsroom.permitted_sections import check_article
from broadsheet_server.related.list_store import StoredList, queue_rebuild, read_lists, write_lists
from broadsheet_shared.vocabulary import ArticleStatus

PINS_MAX = 10


class PinRelatedErrorCode(StrEnum):
    """Why nothing was pinned."""

    ARTICLE_NOT_FOUND = "article_not_found"
    RELATED_NOT_FOUND = "related_not_found"
    TOO_MANY = "too_many"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class PinRelatedUserError:
    """Something in the input that has to be corrected. `path` says where it is."""

    code: PinRelatedErrorCode
    message: str
    path: tuple[str, ...]


def pin_related(
    session: Session,
    article_id: UUID | None,
    related_ids: Sequence[UUID | None],
    *,
    sections: SectionLimit | None = None,
) -> list[PinRelatedUserError]:
    """Pin articles at the head of the article's list, in this order, in place of earlier pins.

    None stands for an id that names nothing. Returns what is wrong with the input; then nothing is changed.
    An empty list removes all pins; the same article twice counts once. The stored list has the pins at
    once, and is queued to be rebuilt. Raises SectionForbiddenError where the article is not in `sections`,
    which the actor may be limited to.
    """
    errors = list(_user_errors(session, article_id, related_ids))
    if errors or article_id is None:
        return errors
    check_article(session, sections, _locked(session, article_id))
    _replace_pins(session, article_id, dict.fromkeys(filter(None, related_ids)))
    stored = read_lists(session, [article_id]).get(article_id) or StoredList(article_id, 0)
    write_lists(session, [stored])
    queue_rebuild(session, [article_id])
    return []


def _user_errors(
    session: Session, article_id: UUID | None, related_ids: Sequence[UUID | None]
) -> Iterator[PinRelatedUserError]:
    ids = {id_ for id_ in (article_id, *related_ids[:PINS_MAX]) if id_ is not None}
    published = _published(session, ids)
    if article_id not in published:
        message = "There is no such article, or it is not published."
        yield PinRelatedUserError(PinRelatedErrorCode.ARTICLE_NOT_FOUND, message, ("article",))
    if len(related_ids) > PINS_MAX:
        message = f"These are {len(related_ids)} articles; up to {PINS_MAX} can be pinned."
        yield PinRelatedUserError(PinRelatedErrorCode.TOO_MANY, message, ("related",))
        return
    for position, related_id in enumerate(related_ids):
        path = ("related", str(position))
        if related_id is None or related_id not in published:
            message = "There is no such article, or it is not published."
            yield PinRelatedUserError(PinRelatedErrorCode.RELATED_NOT_FOUND, message, path)
        elif related_id == article_id:
            message = "An article cannot be related to itself; leave it out."
            yield PinRelatedUserError(PinRelatedErrorCode.SELF, message, path)


def _published(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of the articles that are published, embargoed or not."""
    statement = select(Article.id).where(
        col(Article.id).in_(ids), col(Article.status) == ArticleStatus.PUBLISHED
    )
    return set(session.exec(statement))


def _locked(session: Session, article_id: UUID) -> Article:
    """The article, whose list is locked by it until this transaction ends; see `write_lists`."""
    return session.get_one(Article, article_id, with_for_update=True)


def _replace_pins(session: Session, article_id: UUID, related_ids: Collection[UUID]) -> None:
    for pin in session.exec(select(RelatedPin).where(RelatedPin.article_id == article_id)):
        session.delete(pin)
    session.add_all(
        RelatedPin(article_id=article_id, position=position, related_id=related_id)
        for position, related_id in enumerate(related_ids)
    )
