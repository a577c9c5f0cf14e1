"""Section and tags of articles, loaded for the reasons that readers are given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleTag
from broadsheet_server.models.taxonomy import Section, Tag
from broadsheet_server.related.idf import Idf
from broadsheet_server.storage.chunks import chunks
from broadsheet_shared.vocabulary import TagKind

SUBJECT_TAGS_MIN = 2
"""So many shared tags are independent evidence that two articles belong together."""

_IDS = bindparam("ids", expanding=True, type_=Uuid())
_SECTIONS = (
    select(col(Article.id), col(Section.path), col(Section.name))
    .join(Section, col(Section.id) == col(Article.section_id))
    .where(col(Article.id).in_(_IDS))
)
_TAGS = (
    select(col(ArticleTag.article_id), col(Tag.slug), col(Tag.label), col(Tag.kind))
    .join(Tag, col(Tag.id) == col(ArticleTag.tag_id))
    .where(col(ArticleTag.article_id).in_(_IDS))
    .order_by(col(ArticleTag.article_id), col(ArticleTag.position))
)


@dataclass(frozen=True, slots=True)
class WeightedTag:
    """The printed label of a tag, its `TagKind`, and its normalised idf (0 to 1)."""

    label: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class ArticleTaxonomy:
    """The tags of an article by slug, in its order, and its section by path and name."""

    tags: Mapping[str, WeightedTag]
    section: str
    section_name: str


def share_subject_tags(first: ArticleTaxonomy, second: ArticleTaxonomy) -> bool:
    """Whether editors gave both articles `SUBJECT_TAGS_MIN` tags that name a subject.

    A place is none: most articles of a local newspaper share one or two.
    """
    shared = first.tags.keys() & second.tags.keys()
    return sum(first.tags[slug].kind != TagKind.PLACE for slug in shared) >= SUBJECT_TAGS_MIN


def load_taxonomies(session: Session, ids: Iterable[UUID], idf: Idf) -> dict[UUID, ArticleTaxonomy]:
    """Section and tags of each of the articles."""
    taxonomies: dict[UUID, ArticleTaxonomy] = {}
    for chunk in chunks(ids):
        tags: defaultdict[UUID, dict[str, WeightedTag]] = defaultdict(dict)
        for article_id, slug, label, kind in session.execute(_TAGS, {"ids": chunk}):
            tags[article_id][slug] = WeightedTag(label, kind, idf.normalised(idf.of_tag(slug)))
        for article_id, path, name in session.execute(_SECTIONS, {"ids": chunk}):
            taxonomies[article_id] = ArticleTaxonomy(tags[article_id], path, name)
    return taxonomies
