"""Drafts of articles that their source takes back, where the article itself has never come."""

from sqlmodel import Session, col, select

from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt
from broadsheet_shared.language_tags import UNDETERMINED


def tombstone(session: Session, draft: ArticleDraft) -> ArticleDraft:
    """The takedown as an article that nobody sees. Only its identity matters.

    Raises RejectedDraftError when nothing identifies the article.
    """
    name = draft.external_reference or draft.canonical_url or draft.given_url or draft.slug
    if not name:
        raise RejectedDraftError("Nothing says which article is taken back: a reference, a URL or a slug.")
    return ArticleDraft(
        headline=excerpt(draft.headline) or excerpt(name),
        body_html="",
        section_path=_first_section(session) or draft.section_path,
        language=UNDETERMINED,
        slug=draft.slug,
        external_reference=draft.external_reference,
        canonical_url=draft.canonical_url,
        source_name=draft.source_name,
        version=draft.version,
        withdrawn=True,
    )


def _first_section(session: Session) -> str | None:
    """A section that exists: a takedown must not add one to the menu."""
    root_sections = select(Section.path).where(col(Section.parent_id).is_(None))
    return session.exec(root_sections.order_by(col(Section.position)).limit(1)).first()
