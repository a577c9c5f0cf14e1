"""A post of a Ghost export as a draft: what is taken is written down in docs/import/ghost.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    SkippedItemError,
    UnreadableItemError,
    reference_source,
)
from broadsheet_server.ingest.restricted_parts import without_gated_parts
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.slugs import name_slug
from broadsheet_server.newsroom.validation import excerpt, single_line
from broadsheet_shared.section_paths import is_slug
from broadsheet_shared.vocabulary import TagKind

Members = Mapping[str, Any]

SITE_URL = "__GHOST_URL__"
"""What an export has in place of the address of the site."""
_PUBLISHED, _SCHEDULED = "published", "scheduled"
_OTHER_STATUSES = {
    "draft": "It is a draft.",
    "sent": "It was sent to members by mail only.",
}
_YEARS_OF_SECONDS = 10_000_000_000
"""A larger number is a date in milliseconds, as Ghost 0.x wrote them."""


@dataclass(slots=True)
class GhostPost:
    """A row of the table `posts`, and the rows that belong to it; `texts` is that of `posts_meta`."""

    row: Members
    texts: Members
    tags: Sequence[Members]
    authors: Sequence[Members]
    site: str | None
    language: str | None
    notes: list[str] = field(default_factory=list)


def parse_post(post: GhostPost, defaults: ImportDefaults, position: str) -> ParsedItem:
    """The draft of a post. Raises UnreadableItemError."""
    row, dates, site_url = post.row, defaults.dates(), _site_url(defaults)
    reference = member_text(row, "id") or member_text(row, "uuid")
    source = reference_source(reference, defaults, site_url or post.site)
    is_scheduled = _is_scheduled(row, _withheld(post, defaults, reference, source))
    published_at = _date(post, "published_at", dates.read)
    if is_scheduled and published_at is None:
        raise UnreadableItemError("It is scheduled, but for no date.")
    section, tags = _section_and_tags(post)
    uuid, slug = member_text(row, "uuid"), member_text(row, "slug")
    language = read_language(post.language, defaults.language)
    draft = ArticleDraft(
        headline=member_text(row, "title") or "",
        body_html=_body(post, site_url),
        summary=_plain(member_text(row, "custom_excerpt")),
        section_path=section[0] if section else defaults.section_path,
        section_name=section[1] if section else None,
        slug=slug if slug and is_slug(slug) else None,
        language=language.tag,
        language_is_assumed=language.is_assumed,
        external_reference=reference,
        other_references=(uuid,) if uuid and uuid != reference else (),
        reference_source=source,
        canonical_url=_canonical_url(row, site_url, slug),
        authors=tuple(DraftAuthor(name) for author in post.authors if (name := member_text(author, "name"))),
        tags=tags,
        images=tuple(_lead_image(post, defaults, site_url)),
        published_at=published_at,
        embargoed_until=published_at if is_scheduled else None,
        updated_at=_date(post, "updated_at", dates.read),
        dates_without_zone=dates.without_zone(),
        source_name=defaults.source_name or post.site,
        source_url=None if defaults.source_name else site_url or None,
    )
    notes = (*post.notes, *([language.note] if language.note else []))
    return ParsedItem(draft, position, notes, run_notes=dates.notes())


def member_text(row: Members, name: str) -> str | None:
    """A member that is text with something in it, or a number as text."""
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _withheld(
    post: GhostPost, defaults: ImportDefaults, reference: str | None, source: str | None
) -> ArticleDraft:
    """What identifies a post that is not public, and may have been."""
    return ArticleDraft(
        headline=member_text(post.row, "title") or "",
        body_html="",
        section_path=defaults.section_path,
        language=defaults.language,
        external_reference=reference,
        reference_source=source,
        source_name=defaults.source_name or post.site,
        withheld=True,
    )


def _is_scheduled(row: Members, withheld: ArticleDraft) -> bool:
    """Whether it is to appear later. Raises SkippedItemError for what is not for the public."""
    status, visibility = member_text(row, "status"), member_text(row, "visibility") or "public"
    if member_text(row, "type") == "page" or row.get("page") in (1, True):
        raise SkippedItemError("It is a page, not a post.")
    if visibility != "public":
        reason = f"It is for members only (visibility “{excerpt(visibility)}”)."
        raise SkippedItemError(reason, withheld=withheld)
    if status not in (_PUBLISHED, _SCHEDULED):
        unknown = f"Its status “{excerpt(status or '')}” is not “published”."
        raise SkippedItemError(_OTHER_STATUSES.get(status or "", unknown), withheld=withheld)
    return status == _SCHEDULED


def _section_and_tags(post: GhostPost) -> tuple[tuple[str, str] | None, tuple[DraftTag, ...]]:
    """The first public tag, which Ghost calls primary, is the section. Names with `#` are internal."""
    public = [
        (name, member_text(tag, "slug") or "")
        for tag in post.tags
        if (name := member_text(tag, "name")) and name[0] != "#" and tag.get("visibility") != "internal"
    ]
    if not public:
        return None, ()
    (name, slug), *others = public
    path = slug if is_slug(slug) else name_slug(name, "section")
    return (path, name), tuple(DraftTag(label, TagKind.TOPIC) for label, _ in others)


def _body(post: GhostPost, site_url: str) -> str:
    """The HTML; of a post that has only another form, its plain text."""
    if markup := member_text(post.row, "html"):
        return without_gated_parts(markup, post.notes).replace(SITE_URL, site_url)
    if text := member_text(post.row, "plaintext"):
        post.notes.append("it has no HTML: its plain text was taken, without images and links")
        return html_paragraphs(text.replace(SITE_URL, site_url))
    raise UnreadableItemError(
        "It has neither HTML nor plain text. Publish it again in Ghost, and export anew."
    )


def _plain(text: str | None) -> str | None:
    if text is None or "<" not in text:
        return text
    try:
        return single_line(sanitise(text).text, "summary", len(text))
    except HostileMarkupError as error:
        raise UnreadableItemError(str(error)) from error


def _date(post: GhostPost, name: str, read: Any) -> datetime | None:
    """A date; Ghost 0.x wrote milliseconds since 1970. One that cannot be read is left out and noted."""
    value = post.row.get(name)
    if value in (None, ""):
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000 if value > _YEARS_OF_SECONDS else value, UTC)
        moment: datetime = read(name, str(value))
    except (ValueError, OverflowError, OSError):
        post.notes.append(
            f"{name} left out: “{excerpt(str(value))}” is no date like 2026-10-12T06:30:00.000Z"
        )
        return None
    return moment


def _site_url(defaults: ImportDefaults) -> str:
    """The address of the site, where the export was fetched from it; no export says it."""
    parts = urlsplit(defaults.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _canonical_url(row: Members, site_url: str, slug: str | None) -> str | None:
    given = (member_text(row, "canonical_url") or "").replace(SITE_URL, site_url)
    if given.startswith(("http://", "https://")):
        return given
    return f"{site_url}/{slug}/" if site_url and slug else None


def _lead_image(post: GhostPost, defaults: ImportDefaults, site_url: str) -> Iterator[DraftImage]:
    """The feature image: at its address, or below the export as `content/images/…`."""
    address = member_text(post.row, "feature_image") or member_text(post.row, "image")
    if address is None:
        return
    href = address.replace(SITE_URL, site_url)
    caption = _plain(member_text(post.texts, "feature_image_caption"))
    alt = member_text(post.texts, "feature_image_alt") or ""
    try:
        yield draft_image(
            *(href if "://" in href else href.lstrip("/"), ImageCaption(alt, caption)),
            folder=defaults.folder,
            media_type=guess_type(href.partition("?")[0])[0],
        )
    except ImageSkippedError as error:
        post.notes.append(str(error))
