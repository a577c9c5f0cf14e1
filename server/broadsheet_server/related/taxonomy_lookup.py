"""How articles are filed: their tags and their section, for the reasons that readers are given."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleTag
from broadsheet_server.models.taxonomy import Section, Tag
from broadsheet_server.related.feature_extraction import Idf
from broadsheet_server.related.reasons import ArticleTaxonomy, TagLine

_AT_ONCE = 500
_KEYS = bindparam("keys", expanding=True, type_=Uuid())
_SECTIONS = (
    select(col(Article.id), col(Section.path), col(Section.name))
    .join(Section, col(Section.id) == col(Article.section_id))
    .where(col(Article.id).in_(_KEYS))
)
_TAGS = (
    select(col(ArticleTag.article_id), col(Tag.slug), col(Tag.label), col(Tag.kind))
    .join(Tag, col(Tag.id) == col(ArticleTag.tag_id))
    .where(col(ArticleTag.article_id).in_(_KEYS))
    .order_by(col(ArticleTag.article_id), col(ArticleTag.position))
)


def article_taxonomies(session: Session, keys: Iterable[UUID], rarity: Idf) -> dict[UUID, ArticleTaxonomy]:
    """How each of the articles is filed."""
    wanted = list(keys)
    found: dict[UUID, ArticleTaxonomy] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = {"keys": wanted[start : start + _AT_ONCE]}
        tags: defaultdict[UUID, dict[str, TagLine]] = defaultdict(dict)
        for key, slug, label, kind in session.execute(_TAGS, some):
            tags[key][slug] = TagLine(label, kind, rarity.part(rarity.of_tag(slug)))
        for key, path, name in session.execute(_SECTIONS, some):
            found[key] = ArticleTaxonomy(tags[key], path, name)
    return found
