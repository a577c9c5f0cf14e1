"""What stays of an article when a later version does not repeat it, and what an editor is told of that."""

from dataclasses import replace
from datetime import datetime

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.newsroom.web_addresses import comparable_urls


def with_kept_fields(
    content: ArticleContent, article: Article, given_published_at: datetime | None
) -> ArticleContent:
    """The content with the stored embargo, expiry and publishing date where it has none of its own.

    `given_published_at` is the publishing date that the source gave an earlier version. The canonical URL
    stays where the new one is another spelling of it.
    """
    fields = content.fields
    keeps_embargo = fields.embargoed_until is None and article.embargoed_until is not None
    published_at = content.published_at or given_published_at
    if keeps_embargo and published_at and given_published_at:
        published_at = max(published_at, given_published_at)  # a scheduled article is dated by its release
    kept = {
        "embargoed_until": fields.embargoed_until or article.embargoed_until,
        "expires_at": fields.expires_at or article.expires_at,
        "canonical_url": _canonical_url(fields.canonical_url, article.canonical_url),
    }
    return replace(content, fields=fields.model_copy(update=kept), published_at=published_at)


def _canonical_url(given: str | None, stored: str | None) -> str | None:
    """The stored spelling, but https where the source has moved to it."""
    if not given or not stored or comparable_urls(given)[-1:] != comparable_urls(stored)[-1:]:
        return given
    is_safer = given.startswith("https:") and stored.startswith("http:")
    return given if is_safer else stored


def kept_embargo_note(content: ArticleContent, article: Article, now: datetime) -> str | None:
    """That an embargo goes on although this version does not say so."""
    stored = article.embargoed_until
    if stored is None or stored <= now or content.fields.embargoed_until is not None:
        return None
    return f"the embargo until {_moment(stored)} stays; this version does not repeat it"


def changed_embargo_warning(content: ArticleContent, article: Article, now: datetime) -> str | None:
    """That this version ends an embargo, now or earlier than was said."""
    stored, given = article.embargoed_until, content.fields.embargoed_until
    if stored is None or given is None or stored <= max(now, given):
        return None
    if given <= now:
        return f"It lifts the embargo until {_moment(stored)}."
    return f"The embargo until {_moment(stored)} now ends {_moment(given)}."


def expired_note(expired_at: datetime | None, now: datetime) -> str | None:
    """That nobody will see the article, because it expired before it came."""
    if expired_at is None or expired_at > now:
        return None
    return f"expired on {expired_at:%Y-%m-%d}; nobody will see it"


def future_note(published_at: datetime | None, embargoed_until: datetime | None, now: datetime) -> str | None:
    """That nobody will see the article for now, because of its date, where no embargo says so."""
    if published_at is None or published_at <= max(now, embargoed_until or now):
        return None
    return f"dated {_moment(published_at)}; nobody will see it before"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
