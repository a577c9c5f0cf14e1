"""Recognises a stored article: the order is (source, reference), URL, slug of the same source, text.

Never by its headline: two articles may have the same one.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.identities import IdentityKind
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.slugs import slugify, with_suffix
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.web_addresses import comparable_url, comparable_urls
from broadsheet_server.storage.indexed_text import indexed_text
from broadsheet_shared.section_paths import is_slug

if TYPE_CHECKING:
    from broadsheet_server.newsroom.article_content import ArticleContent

OTHER_REFERENCES_MAX = 50
"""More ids than any article has."""
SAME_TEXT_WORDS_MIN = 10
"""Shorter texts, such as forecasts, are equal by chance."""
SAME_TEXT_WITHIN = timedelta(hours=72)
"""How far apart two sources publish the same text."""


class Identity(NamedTuple):
    """A row of `ArticleIdentity` without its article."""

    value: str
    kind: IdentityKind
    source: str


@dataclass(frozen=True, slots=True)
class Match:
    """The stored article of a draft, and what it was recognised by: None for its slug."""

    article: Article
    kind: IdentityKind | None


# It runs for every article of an import that has a slug: it is built once, and does not autoflush, so that
# what is pending in the session (new tags and authors) is inserted together.
_BY_SLUG = (
    select(Article)
    .where(
        col(Article.slug) == bindparam("slug"),
        col(Article.source_name).is_not_distinct_from(bindparam("source")),
    )
    .execution_options(autoflush=False)
)


def with_clean_identity(draft: ArticleDraft) -> ArticleDraft:
    """The draft with what identifies it on one line, and its URLs checked. Raises RejectedDraftError."""
    reference = _clean_reference(draft.external_reference)
    url = validation.web_url(draft.canonical_url, "canonical_url")
    if draft.other_references or draft.replaces or draft.reference_source or draft.given_url:
        draft = replace(
            draft,
            reference_source=validation.single_line(draft.reference_source, "source_name"),
            other_references=_clean_references(draft.other_references),
            replaces=_clean_references(draft.replaces),
            given_url=validation.web_url(draft.given_url, "canonical_url", label="address"),
        )
    if (reference, url) == (draft.external_reference, draft.canonical_url):
        return draft
    return replace(draft, external_reference=reference, canonical_url=url)


def _clean_references(references: Iterable[str]) -> tuple[str, ...]:
    return tuple(clean for clean in map(_clean_reference, references) if clean)


def _clean_reference(reference: str | None) -> str | None:
    return validation.single_line(reference, "external_reference", validation.REFERENCE_MAX)


def identities_of(draft: ArticleDraft, content: "ArticleContent | None") -> list[Identity]:
    """What the article is recognised by from now on, the surest first; `content` is None without a text."""
    others = (*draft.other_references, *draft.replaces)[:OTHER_REFERENCES_MAX]
    references = _unique(draft.external_reference, *others)
    given = (url for url in (draft.canonical_url, draft.given_url) if url)
    urls = _unique(*chain.from_iterable(map(comparable_urls, given)))
    text = [] if content is None else [text_digest(content)]
    return [
        *(_reference(reference, draft.reference_source) for reference in references),
        *map(_url, urls),
        *(Identity(digest, IdentityKind.TEXT, "") for digest in text),
    ]


def find_article(
    session: Session,
    draft: ArticleDraft,
    identities: Sequence[Identity],
    stored: Mapping[Identity, Article],
    now: datetime,
) -> Match | None:
    """The stored article that this draft is a version of, among those that have one of its identities.

    Raises RejectedDraftError when its URL belongs to another article of its source.
    """
    for identity in identities:
        if article := _match(identity, stored, draft, now):
            if identity.kind is IdentityKind.URL and _has_another_reference(article, draft):
                raise url_taken_error(draft.canonical_url or draft.given_url or "", article)
            return Match(article, identity.kind)
    by_slug = _find_by_slug(session, draft) if draft.slug else None
    return Match(by_slug, None) if by_slug else None


def article_with_url(stored: Mapping[Identity, Article], url: str | None) -> Article | None:
    """The stored article with this canonical URL."""
    address = comparable_url(url) if url else None
    return stored.get(_url(address)) if address else None


def text_digest(content: "ArticleContent") -> str:
    """A digest of the headline and the text, whatever its markup."""
    return hashlib.sha256(f"{content.fields.headline}\n{content.body_text}".encode()).hexdigest()


def own_slug(given: str | None, headline: str, article_id: UUID) -> str:
    """The slug of a new article: the given one, else from its headline, else from its id."""
    return slugify(given or "") or slugify(headline) or f"article-{article_id.hex[-8:]}"


def slug_candidates(slug: str, article_id: UUID) -> Iterator[str]:
    """The slug, then others for where it is taken; no other article has the last one."""
    suffixes = (*map(str, range(2, 10)), article_id.hex[-8:], article_id.hex)
    return chain([slug], (with_suffix(slug, suffix) for suffix in suffixes))


def url_taken_error(url: str, article: Article) -> RejectedDraftError:
    """The error for a second article with the canonical URL of `article`."""
    return RejectedDraftError(
        f"The canonical URL {url} belongs to the article “{article.slug}” already.", "canonical_url"
    )


def _reference(reference: str, source: str | None) -> Identity:
    return Identity(indexed_text(reference), IdentityKind.REFERENCE, source or "")


def _url(address: str) -> Identity:
    return Identity(indexed_text(address), IdentityKind.URL, "")


def _unique(*texts: str | None) -> Iterable[str]:
    return dict.fromkeys(text for text in texts if text)


def _match(
    identity: Identity, stored: Mapping[Identity, Article], draft: ArticleDraft, now: datetime
) -> Article | None:
    """The article with this identity, the one of the same source before others."""
    article = stored.get(identity)
    if identity.kind is IdentityKind.TEXT:
        return article if article and _has_the_same_text(article, draft, now) else None
    if article or identity.kind is not IdentityKind.REFERENCE:
        return article
    return next(_of_unnamed_sources(identity, stored), None)


def _of_unnamed_sources(identity: Identity, stored: Mapping[Identity, Article]) -> Iterator[Article]:
    """Articles with the same reference where one of the two sources has no name."""
    for other, article in stored.items():
        if other[:2] == identity[:2] and not (other.source and identity.source):
            yield article


def _has_the_same_text(article: Article, draft: ArticleDraft, now: datetime) -> bool:
    """Whether two sources published this text at nearly the same time."""
    if not is_another_source(article.source_name, draft.source_name):
        return False
    published_at = draft.published_at or draft.updated_at or now
    is_near = abs(article.published_at - published_at) <= SAME_TEXT_WITHIN
    return is_near and article.word_count >= SAME_TEXT_WORDS_MIN


def is_another_source(first: str | None, second: str | None) -> bool:
    """Whether two names of sources say that there are two; no name says nothing."""
    return bool(first and second) and first != second


def _has_another_reference(article: Article, draft: ArticleDraft) -> bool:
    """Whether one source gives them two references: then they are two articles, whatever they share."""
    references = article.external_reference and draft.external_reference and not draft.reference_may_change
    return bool(references) and article.source_name == draft.source_name


def _find_by_slug(session: Session, draft: ArticleDraft) -> Article | None:
    """The article of the same source with the given slug, unless it has another reference."""
    slug = draft.slug if draft.slug and is_slug(draft.slug) else slugify(draft.slug or "")
    article = session.exec(_BY_SLUG, params={"slug": slug, "source": draft.source_name}).first()
    return None if article and _has_another_reference(article, draft) else article
