"""Keeping tags: found by slug and kind, made when the first article names them.

A slug names one tag. Where a place and a club share a name, the later of the two bears its kind in its
slug: `vallmere` and `vallmere-organisation`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.slugs import with_suffix
from broadsheet_server.newsroom.taxonomy_cache import TaxonomyCache
from broadsheet_server.storage.uuid7 import uuid7

_HELD = select(col(Tag.slug), col(Tag.id), col(Tag.kind)).where(
    col(Tag.slug).in_(bindparam("slugs", expanding=True))
)


@dataclass(frozen=True, slots=True)
class TagReference:
    """A tag as an article names it, with the slug it would like to have."""

    slug: str
    label: str
    kind: str


def find_or_create_tags(
    session: Session, tags: Sequence[TagReference], *, catalogue: TaxonomyCache
) -> list[tuple[UUID, str]]:
    """Return (id, slug) of these tags in their order and without repeats, making those that are missing."""
    unknown = [tag for tag in tags if (tag.slug, tag.kind) not in catalogue.tags]
    if unknown:
        taken = _look_up(session, unknown)
        rows = [_found_or_new(tag, taken, catalogue) for tag in unknown]
        fresh = [row for row in rows if row]
        if fresh:
            session.execute(insert(Tag), fresh)
    return list(dict.fromkeys(catalogue.tags[tag.slug, tag.kind] for tag in tags))


def _look_up(session: Session, tags: list[TagReference]) -> dict[str, tuple[UUID, str]]:
    """The tags that already hold one of the slugs: slug -> (id, kind)."""
    slugs = {slug for tag in tags for slug in (tag.slug, _slug_with_kind(tag))}
    return {row.slug: (row.id, row.kind) for row in session.execute(_HELD, {"slugs": list(slugs)})}


def _found_or_new(
    tag: TagReference, taken: dict[str, tuple[UUID, str]], catalogue: TaxonomyCache
) -> dict[str, object] | None:
    """Put the tag into the catalogue; return the row to insert when it is new."""
    slug = tag.slug
    if slug in taken and taken[slug][1] != tag.kind:
        slug = _slug_with_kind(tag)
    if slug in taken:
        catalogue.tags[tag.slug, tag.kind] = (taken[slug][0], slug)
        return None
    fresh = uuid7()
    taken[slug] = (fresh, tag.kind)
    catalogue.tags[tag.slug, tag.kind] = (fresh, slug)
    return {"id": fresh, "slug": slug, "label": tag.label, "kind": tag.kind}


def _slug_with_kind(tag: TagReference) -> str:
    return with_suffix(tag.slug, tag.kind)
