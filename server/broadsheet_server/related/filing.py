"""How articles are filed: their tags and their section, for the reasons that readers are given."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from broadsheet_server.newsroom.tables import Article, ArticleTag, Section, Tag
from broadsheet_server.related.describing import Rarity
from broadsheet_server.related.reasons import Filed, TagLine

_AT_ONCE = 500


def filed(session: Session, keys: Iterable[UUID], rarity: Rarity) -> dict[UUID, Filed]:
    """How each of the articles is filed."""
    wanted = list(dict.fromkeys(keys))
    found: dict[UUID, Filed] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        tags = _tags(session, some, rarity)
        sections = session.execute(
            select(col(Article.id), col(Section.path), col(Section.name))
            .join(Section, col(Section.id) == col(Article.section_id))
            .where(col(Article.id).in_(some))
        )
        for key, path, name in sections:
            found[key] = Filed(tags.get(key, {}), path, name)
    return found


def _tags(session: Session, keys: list[UUID], rarity: Rarity) -> dict[UUID, dict[str, TagLine]]:
    found: defaultdict[UUID, dict[str, TagLine]] = defaultdict(dict)
    rows = session.execute(
        select(col(ArticleTag.article_id), col(Tag.slug), col(Tag.label), col(Tag.kind))
        .join(Tag, col(Tag.id) == col(ArticleTag.tag_id))
        .where(col(ArticleTag.article_id).in_(keys))
        .order_by(col(ArticleTag.article_id), col(ArticleTag.position))
    )
    for key, slug, label, kind in rows:
        found[key][slug] = TagLine(label, kind, rarity.part(rarity.of_tag(slug)))
    return found
