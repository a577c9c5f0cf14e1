"""Putting editors' picks at the head of an article's related list."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.related.pins import replace_pins
from broadsheet_server.related.stored_lists import StoredList, ask_again, read_lists, write_lists
from broadsheet_shared.vocabulary import ArticleStatus

PINS_MAX = 10


class PinRelatedErrorCode(StrEnum):
    """Why picks were not taken."""

    ARTICLE_NOT_FOUND = "article_not_found"
    RELATED_NOT_FOUND = "related_not_found"
    TOO_MANY = "too_many"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class PinRelatedUserError:
    """Something in the input that has to be put right. `path` says where it is."""

    code: PinRelatedErrorCode
    message: str
    path: tuple[str, ...]


def pin_related(
    session: Session, article: UUID | None, picks: Sequence[UUID | None]
) -> list[PinRelatedUserError]:
    """Make `picks` the head of the article's list, in their order and instead of earlier ones.

    None stands for an id that names nothing. With problems nothing is changed. An empty list takes all
    picks away; the same article twice counts once. The list shows it at once, and is made again soon.
    """
    problems = list(_problems(session, article, picks))
    if problems or article is None:
        return problems
    _lock(session, article)
    replace_pins(session, article, list(dict.fromkeys(filter(None, picks))))
    stored = read_lists(session, [article]).get(article) or StoredList(article, 0)
    write_lists(session, [stored])
    ask_again(session, [article])
    return []


def _problems(
    session: Session, article: UUID | None, picks: Sequence[UUID | None]
) -> Iterator[PinRelatedUserError]:
    known = _known(session, {key for key in (article, *picks[:PINS_MAX]) if key is not None})
    if article not in known:
        sentence = "There is no such article, or it is not published."
        yield PinRelatedUserError(PinRelatedErrorCode.ARTICLE_NOT_FOUND, sentence, ("article",))
    if len(picks) > PINS_MAX:
        sentence = f"These are {len(picks)} articles; up to {PINS_MAX} can be picked."
        yield PinRelatedUserError(PinRelatedErrorCode.TOO_MANY, sentence, ("related",))
        return
    for number, key in enumerate(picks):
        path = ("related", str(number))
        if key is None or key not in known:
            sentence = "There is no such article, or it is not published."
            yield PinRelatedUserError(PinRelatedErrorCode.RELATED_NOT_FOUND, sentence, path)
        elif key == article:
            sentence = "An article cannot be related to itself; leave it out."
            yield PinRelatedUserError(PinRelatedErrorCode.SELF, sentence, path)


def _known(session: Session, keys: Collection[UUID]) -> set[UUID]:
    """Those of the articles that are published, be it under embargo."""
    published = col(Article.status) == ArticleStatus.PUBLISHED
    return set(session.execute(select(col(Article.id)).where(col(Article.id).in_(keys), published)).scalars())


def _lock(session: Session, article: UUID) -> None:
    """Keep others from writing the article's list until this transaction ends; see `write_lists`."""
    session.execute(select(col(Article.id)).where(col(Article.id) == article).with_for_update())
