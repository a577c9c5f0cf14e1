"""What the settings filled in where a source said nothing stays as it was when the article came.

Otherwise another language or time zone in the settings would make the next import take articles for revised,
and show all of them as updated.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from broadsheet_server.models.articles import Article, ArticleFields
from broadsheet_server.newsroom import revisions
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftCorrection

_DATES = ("published_at", "updated_at", "embargoed_until", "expires_at")


def with_kept_assumptions(
    session: Session, article: Article, draft: ArticleDraft, content: ArticleContent
) -> tuple[ArticleDraft, ArticleContent]:
    """The draft and its content with the stored article's language and time zone in place of assumed ones."""
    changes: dict[str, Any] = {"language": article.language} if draft.language_is_assumed else {}
    changes |= _reread_dates(session, article, draft)
    if not changes:
        return draft, content
    draft = replace(draft, **changes)
    fields = {name: value for name, value in changes.items() if name in ArticleFields.model_fields}
    return draft, replace(
        content,
        fields=content.fields.model_copy(update=fields),
        published_at=draft.published_at,
        corrections=tuple(
            (text, correction.corrected_at)
            for (text, _), correction in zip(content.corrections, draft.corrections, strict=False)
        ),
    )


def _reread_dates(session: Session, article: Article, draft: ArticleDraft) -> dict[str, Any]:
    """The dates without a time zone, read in the zone that the article's first were read in."""
    dates = draft.dates_without_zone
    if dates is None or not dates.is_assumed:
        return {}
    zone = revisions.time_zone_of(revisions.latest_revision(session, article).snapshot)
    if zone in (None, dates.zone):
        return {}
    changes: dict[str, Any] = {
        name: in_zone(getattr(draft, name), dates.zone, zone) for name in _DATES if name in dates.fields
    }
    corrected = "updated_at" if draft.updated_at else "published_at"
    if corrected in dates.fields:
        changes["corrections"] = tuple(
            DraftCorrection(each.text, in_zone(each.corrected_at, dates.zone, zone))
            for each in draft.corrections
        )
    return changes | {"dates_without_zone": replace(dates, zone=zone)}


def in_zone(moment: datetime, read_in: str, zone: str) -> datetime:
    """The same time of day in another zone than it was read in; in UTC."""
    return moment.astimezone(ZoneInfo(read_in)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
