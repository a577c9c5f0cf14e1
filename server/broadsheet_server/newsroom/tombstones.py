"""Tombstones: the takedown of an article that is not here is kept, so that an earlier version stays out."""

from sqlalchemy import select
from sqlmodel import Session, col

from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.validation import RejectedDraftError, shown

_FIRST_SECTION = (
    select(col(Section.path)).where(col(Section.parent_id).is_(None)).order_by(col(Section.position))
)


def tombstone_of(session: Session, draft: ArticleDraft) -> ArticleDraft:
    """The takedown as an article that nobody will see. Of what it says only the identity matters.

    Raises RejectedDraftError when nothing says which article is meant.
    """
    identity = draft.external_reference or draft.canonical_url or draft.slug
    if not identity:
        raise RejectedDraftError("Nothing says which article is taken back: a reference, a URL or a slug.")
    return ArticleDraft(
        headline=shown(draft.headline) or shown(identity),
        body_html="",
        # One that is there: a takedown must not add a section to the menu.
        section_path=session.scalars(_FIRST_SECTION.limit(1)).first() or draft.section_path,
        language="und",
        slug=draft.slug,
        external_reference=draft.external_reference,
        canonical_url=draft.canonical_url,
        source_name=draft.source_name,
        withdrawn=True,
    )
