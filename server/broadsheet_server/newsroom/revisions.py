"""Revisions: the article as it stood after each change, complete enough to be brought back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from broadsheet_server.models.revisions import Revision
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind

Snapshot = dict[str, object]


def snapshot_of(
    content: ArticleContent,
    *,
    slug: str,
    status: ArticleStatus,
    corrections: Sequence[tuple[str, datetime]],
    delivered: datetime | None,
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
        "corrections": [{"text": text, "corrected_at": _written(when)} for text, when in corrections],
        "canonical_url": content.canonical_url,
        "published_at": _written(content.published_at),
        "embargoed_until": _written(content.embargoed_until),
        "expires_at": _written(content.expires_at),
        "copyright_notice": content.copyright_notice,
        "source": {"name": content.source_name, "url": content.source_url},
        "delivered": _written(delivered),
    }


def revision_row(
    article_id: UUID, number: int, kind: ChangeKind, snapshot: Snapshot, *, now: datetime
) -> dict[str, object]:
    """The revision `number` of an article as a row of its table."""
    return {"article_id": article_id, "number": number, "kind": kind, "created_at": now, "snapshot": snapshot}


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


def deliver_again(
    session: Session, article_id: UUID, number: int, snapshot: Snapshot, delivered: datetime
) -> None:
    """Note that the source sent the same again, dated later."""
    session.execute(
        update(Revision)
        .where(col(Revision.article_id) == article_id, col(Revision.number) == number)
        .values(snapshot=snapshot | {"delivered": delivered.isoformat()})
    )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
