"""Links articles that their sources call translations of each other, whichever of them comes first.

What a source says is kept (`models.translations`). Whenever something new is said, or an article comes that
others have named, the groups of the two become one. Nothing happens where both have an article in one
language: the note says so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from broadsheet_server.models.articles import Article
from broadsheet_server.models.identities import ArticleIdentity, IdentityKind
from broadsheet_server.models.translations import TranslationReference, TranslationReferenceKind
from broadsheet_server.newsroom.drafts import DraftTranslation
from broadsheet_server.newsroom.identity import Identity
from broadsheet_server.newsroom.shared_changes import record_changes
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_server.newsroom.translation_groups import LANGUAGES_MAX, members, public_members
from broadsheet_server.newsroom.validation import REFERENCE_MAX, RejectedDraftError, single_line
from broadsheet_server.newsroom.web_addresses import comparable_url
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.indexed_text import indexed_text
from broadsheet_server.storage.uuid7 import uuid7

_VALUES = 500
_SHARED = (TranslationReferenceKind.KEY, TranslationReferenceKind.GROUP)
_Kind = TranslationReferenceKind


class Reference(NamedTuple):
    """A row of `TranslationReference` without its article."""

    value: str
    kind: TranslationReferenceKind
    source: str


class _Link(NamedTuple):
    """Two articles that are to be translations of each other, by what was said of one of them."""

    article_id: UUID
    other_id: UUID
    reference: Reference


@dataclass(slots=True)
class Arrivals:
    """What a transaction has written that may link articles."""

    identities: list[tuple[UUID, Identity]] = field(default_factory=list)
    slugs: list[tuple[UUID, str]] = field(default_factory=list)
    references: dict[tuple[UUID, Reference], None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.identities or self.slugs or self.references)

    def clear(self) -> None:
        """Forget everything."""
        self.identities.clear()
        self.slugs.clear()
        self.references.clear()


def references_of(translations: Iterable[DraftTranslation]) -> list[Reference]:
    """What a draft says of its translations, as it is stored. What cannot be an identity is passed over."""
    found = dict.fromkeys(filter(None, map(_reference, translations)))
    return list(found)[:LANGUAGES_MAX]


def stored_references(session: Session, article_id: UUID) -> set[Reference]:
    """What the source of an article has said before."""
    rows = session.exec(select(TranslationReference).where(TranslationReference.article_id == article_id))
    return {Reference(row.value, _Kind(row.kind), row.source) for row in rows}


def link(session: Session, arrivals: Arrivals, told: Collection[UUID], *, now: datetime) -> dict[str, str]:
    """Make groups of all that belongs together by now; return notes by the slug of the article that came.

    Of articles in `told` the feed has a change of this transaction already.
    """
    links = sorted({*_of_references(session, list(arrivals.references)), *_of_arrivals(session, arrivals)})
    notes: dict[str, str] = {}
    changed: dict[UUID, None] = {}
    refused: set[tuple[UUID, UUID]] = set()
    for each in links:
        one, other = session.get_one(Article, each.article_id), session.get_one(Article, each.other_id)
        pair = (one.id, other.translation_group or other.id)
        if pair in refused:
            continue
        if (note := _join(session, one, other, each.reference, changed, now)) is not None:
            refused.add(pair)
            notes.setdefault(one.slug, note)
    session.flush()
    record_changes(session, [article_id for article_id in changed if article_id not in told], now=now)
    return notes


def _reference(translation: DraftTranslation) -> Reference | None:
    try:
        value = single_line(translation.value, "translations", REFERENCE_MAX)
        source = single_line(translation.source, "source_name") or ""
    except RejectedDraftError:
        return None
    if translation.kind is _Kind.URL:
        value = comparable_url(value) if value else None
    if translation.kind is _Kind.SLUG:
        value = slugify(value or "")
    return Reference(indexed_text(value), translation.kind, source) if value else None


def _of_references(session: Session, said: Sequence[tuple[UUID, Reference]]) -> Iterator[_Link]:
    """Links to the articles that are named, and to those of which the same is said."""
    for some in chunks(said, _VALUES):
        by_value: defaultdict[str, list[tuple[UUID, Reference]]] = defaultdict(list)
        for article_id, reference in some:
            by_value[reference.value].append((article_id, reference))
        groups = [
            UUID(value)
            for value, said in by_value.items()
            if any(each.kind is _Kind.GROUP for _, each in said)
        ]
        for name, other_id in chain(
            _named(session, by_value), _sharing(session, by_value), _in_groups(session, groups)
        ):
            for article_id, reference in by_value[name.value]:
                if _means(reference, name) and article_id != other_id:
                    yield _Link(article_id, other_id, reference)


def _named(session: Session, values: Iterable[str]) -> Iterator[tuple[Reference, UUID]]:
    """The articles that have one of the values as a reference, an address or a slug."""
    values = list(values)
    identities = select(ArticleIdentity).where(col(ArticleIdentity.value).in_(values))
    for row in session.exec(identities.where(col(ArticleIdentity.kind) != IdentityKind.TEXT)):
        yield Reference(row.value, _Kind(row.kind), row.source), row.article_id
    for slug, article_id in session.exec(
        select(Article.slug, Article.id).where(col(Article.slug).in_(values))
    ):
        yield Reference(slug, _Kind.SLUG, ""), article_id


def _sharing(session: Session, values: Iterable[str]) -> Iterator[tuple[Reference, UUID]]:
    """The oldest articles of which one of the values was said as a key: more than can be of one group."""
    for value in values:
        rows = _said(value).where(col(TranslationReference.kind).in_(_SHARED)).limit(LANGUAGES_MAX + 1)
        for row in session.exec(rows):
            yield Reference(row.value, _Kind(row.kind), row.source), row.article_id


def _in_groups(session: Session, groups: Sequence[UUID]) -> Iterator[tuple[Reference, UUID]]:
    group = col(Article.translation_group)
    for found, article_id in session.execute(select(group, col(Article.id)).where(group.in_(groups))):
        yield Reference(found.hex, _Kind.GROUP, ""), article_id


def _of_arrivals(session: Session, arrivals: Arrivals) -> Iterator[_Link]:
    """Links from the articles that have named what has come now."""
    if not session.execute(select(exists(select(TranslationReference.article_id)))).scalar():
        return
    come: defaultdict[str, list[tuple[UUID, Reference]]] = defaultdict(list)
    for article_id, slug in arrivals.slugs:
        come[slug].append((article_id, Reference(slug, _Kind.SLUG, "")))
    for article_id, (value, kind, source) in arrivals.identities:
        if kind is not IdentityKind.TEXT:
            come[value].append((article_id, Reference(value, _Kind(kind.value), source)))
    for some in chunks(list(come), _VALUES):
        for row in session.exec(_said(*some).limit(_VALUES * LANGUAGES_MAX)):
            said = Reference(row.value, _Kind(row.kind), row.source)
            for article_id, name in come[row.value]:
                if _means(said, name) and article_id != row.article_id:
                    yield _Link(article_id, row.article_id, said)


def _said(*values: str) -> SelectOfScalar[TranslationReference]:
    """What was said by these values, the oldest articles first."""
    rows = select(TranslationReference).where(col(TranslationReference.value).in_(values))
    return rows.order_by(col(TranslationReference.article_id))


def _means(said: Reference, name: Reference) -> bool:
    """Whether a reference means what has this name; one source without a name may be any."""
    if said[:2] != name[:2]:
        return False
    if said.kind is _Kind.REFERENCE:
        return said.source == name.source or not (said.source and name.source)
    return said.kind in (_Kind.URL, _Kind.SLUG) or said.source == name.source


def _join(
    session: Session,
    one: Article,
    other: Article,
    reference: Reference,
    changed: dict[UUID, None],
    now: datetime,
) -> str | None:
    """Make one group of those of two articles, or say in a note why not."""
    if one.translation_group == other.translation_group and one.translation_group is not None:
        return None
    if reference.kind is _Kind.URL and not _is_believed(session, one, other):
        return f"not linked as a translation of “{other.slug}” of another source, until both name each other"
    here, there = (members(session, each.translation_group) or [each] for each in (one, other))
    if note := _conflict(one, other, here, there):
        return note
    group = _group_id(session, one, other, reference)
    for article in (*here, *there):
        article.translation_group = group
    session.flush()
    for side, opposite in ((here, there), (there, here)):
        if public_members(opposite, now):
            changed.update(dict.fromkeys(public_members(side, now)))
    return None


def _is_believed(session: Session, one: Article, other: Article) -> bool:
    """Whether what a page says of its translations holds: of pages of its own source, or where both say it.

    Otherwise any page could call itself the translation of somebody else's article.
    """
    is_own = one.source_name == other.source_name
    return is_own or (_names(session, one, other) and _names(session, other, one))


def _names(session: Session, one: Article, other: Article) -> bool:
    """Whether an article's source has given an address of the other one."""
    addresses = select(ArticleIdentity.value).where(
        ArticleIdentity.article_id == other.id, ArticleIdentity.kind == IdentityKind.URL
    )
    named = select(TranslationReference.value).where(
        TranslationReference.article_id == one.id,
        TranslationReference.kind == _Kind.URL,
        col(TranslationReference.value).in_(addresses),
    )
    return session.exec(named.limit(1)).first() is not None


def _conflict(one: Article, other: Article, here: Sequence[Article], there: Sequence[Article]) -> str | None:
    shared = sorted({each.language for each in here} & {each.language for each in there})
    if shared:
        return f"not linked as a translation of “{other.slug}”: {shared[0]} is there already"
    if len(here) + len(there) > LANGUAGES_MAX:
        return f"not linked as a translation of “{other.slug}”, which has {LANGUAGES_MAX} languages at most"
    return None


def _group_id(session: Session, one: Article, other: Article, reference: Reference) -> UUID:
    """The group that either has; a new one has the id that it had in the store that was exported."""
    if group := other.translation_group or one.translation_group:
        return group
    given = UUID(reference.value) if reference.kind is _Kind.GROUP else None
    return given if given and not members(session, given) else uuid7()
