"""Revisions: the article as it stood after each change, complete enough to be brought back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session, col

from broadsheet_server.newsroom.content import Content
from broadsheet_server.newsroom.tables import Revision
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

Snapshot = dict[str, object]


def snapshot_of(
    content: Content, *, slug: str, status: ArticleStatus, delivered: datetime | None
) -> Snapshot:
    """The article as a document. `delivered` is the date that the source gave this version."""
    return {
        "slug": slug,
        "status": status.value,
        "headline": content.headline,
        "summary": content.summary,
        "byline": content.byline,
        "language": content.language,
        "section": content.section_path,
        "body_html": content.body_html,
        "authors": [{"slug": author, "name": name} for author, name in content.authors],
        "tags": [{"slug": tag.slug, "label": tag.label, "kind": tag.kind} for tag in content.tags],
        "images": [
            {"location": image.location, "alt": image.alt, "caption": image.caption, "credit": image.credit}
            for image in content.images
        ],
        "corrections": [{"text": text, "corrected_at": _written(when)} for text, when in content.corrections],
        "canonical_url": content.canonical_url,
        "published_at": _written(content.published_at),
        "embargoed_until": _written(content.embargoed_until),
        "expires_at": _written(content.expires_at),
        "copyright_notice": content.copyright_notice,
        "source": {"name": content.source_name, "url": content.source_url},
        "delivered": _written(delivered),
    }


def record_revision(
    session: Session, article_id: UUID, number: int, kind: ChangeKind, snapshot: Snapshot, *, now: datetime
) -> None:
    """Write the revision `number` of an article."""
    row = {"article_id": article_id, "number": number, "kind": kind, "created_at": now, "snapshot": snapshot}
    session.execute(insert(Revision), [row])


def snapshot(session: Session, article_id: UUID, number: int) -> Snapshot:
    """The article as it stood after its revision `number`."""
    statement = select(col(Revision.snapshot)).where(
        col(Revision.article_id) == article_id, col(Revision.number) == number
    )
    found: Snapshot = session.execute(statement).scalar_one()
    return found


def delivered_at(snapshot: Snapshot) -> datetime | None:
    """The date that the source gave the version in this snapshot."""
    written = snapshot.get("delivered")
    return datetime.fromisoformat(written) if isinstance(written, str) else None


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
