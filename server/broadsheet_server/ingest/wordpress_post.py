"""A post of a WordPress export as a draft: what is taken is written down in docs/import/wordpress.md."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from mimetypes import guess_type
from urllib.parse import unquote, urlsplit

from broadsheet_server.ingest.dates import parse_date
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    SkippedItemError,
    UnreadableItemError,
    reference_source,
)
from broadsheet_server.ingest.restricted_parts import without_restricted_blocks
from broadsheet_server.ingest.wordpress_item import ACCESS_KEYS, ItemTerm, WordpressItem
from broadsheet_server.ingest.wordpress_paragraphs import with_paragraphs
from broadsheet_server.ingest.wordpress_shortcodes import ShortcodeReader
from broadsheet_server.ingest.wordpress_site import UNCATEGORISED, WordpressSite
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.validation import excerpt, single_line
from broadsheet_shared.section_paths import is_slug
from broadsheet_shared.vocabulary import TagKind

_PUBLISHED, _SCHEDULED = "publish", "future"
_OTHER_STATUSES = {
    "draft": "It is a draft.",
    "auto-draft": "It is a draft that nobody has saved.",
    "pending": "It waits for review.",
    "private": "It is private.",
    "trash": "It is in the trash.",
    "inherit": "It is part of another post.",
}
_PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
_NO_TAXONOMY = ("post_format", "nav_menu", "category", "post_tag", "author")

_FOR_EVERYBODY = ("", "0", "everybody")
"""Values of the keys of plug-ins that say who may read a post."""

_SYNCED_PATTERN = "<!-- wp:block {"
"""A block that is written once and shown in many posts."""


class PostParser:
    """Makes a draft of a post; collects notes. Raises UnreadableItemError."""

    def __init__(self, item: WordpressItem, site: WordpressSite, defaults: ImportDefaults) -> None:
        self._item = item
        self._site = site
        self._defaults = defaults
        self._dates = defaults.dates()
        self._notes: list[str] = []
        self._run_notes: list[str] = []

    def parse(self, position: str, notes: tuple[str, ...] = ()) -> ParsedItem:
        """The draft."""
        item, site, defaults = self._item, self._site, self._defaults
        is_scheduled = self._is_scheduled()
        published_at = self._published_at()
        if is_scheduled and published_at is None:
            raise UnreadableItemError("It is scheduled, but for no date.")
        reference = self._reference()
        categories = [term for term in item.terms if term.domain == "category" and term.name]
        primary = next((item.meta[key] for key in _PRIMARY if item.meta.get(key)), None)
        section = site.section(categories, primary)
        language = read_language(site.language, defaults.language)
        draft = ArticleDraft(
            headline=self._plain(item.text("title")),
            body_html=self._body(),
            summary=self._plain(item.text("excerpt")) or None,
            section_path=section.path if section else defaults.section_path,
            section_name=section.name if section else None,
            ancestor_names=section.ancestor_names if section else (),
            slug=item.text("post_name") if is_slug(item.text("post_name")) else None,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            external_reference=reference,
            reference_source=self._reference_source(reference),
            canonical_url=None if is_scheduled else item.text("link") or None,
            authors=tuple(map(DraftAuthor, dict.fromkeys(self._authors()))),
            tags=tuple(self._tags(categories, section.path if section else "")),
            images=tuple(self._lead_image()),
            published_at=published_at,
            embargoed_until=published_at if is_scheduled else None,
            updated_at=self._date("updated_at", "post_modified"),
            dates_without_zone=self._dates.without_zone(),
            source_name=defaults.source_name or site.title or None,
            source_url=None if defaults.source_name else site.url or None,
        )
        if language.note:
            self._run_notes.append(language.note)
        return ParsedItem(
            draft,
            position,
            (*notes, *dict.fromkeys(self._notes)),
            run_notes=(*self._run_notes, *self._dates.notes()),
        )

    def _is_scheduled(self) -> bool:
        """Whether it is to appear later. Raises SkippedItemError for what is not for the public."""
        status = self._item.text("status")
        if self._item.text("post_password"):
            raise self._skipped("It is protected by a password.")
        if key := next((key for key in ACCESS_KEYS if self._is_restricted(key)), None):
            raise self._skipped(f"It is not for everybody ({key}).")
        if status not in (_PUBLISHED, _SCHEDULED):
            unknown = f"Its status “{excerpt(status)}” is not “publish”."
            raise self._skipped(_OTHER_STATUSES.get(status, unknown))
        return status == _SCHEDULED

    def _skipped(self, reason: str) -> SkippedItemError:
        """The error for a post that is not public, and may have been."""
        reference = self._reference()
        withheld = ArticleDraft(
            headline=self._item.text("title"),
            body_html="",
            section_path=self._defaults.section_path,
            language=self._defaults.language,
            external_reference=reference,
            reference_source=self._reference_source(reference),
            source_name=self._defaults.source_name or self._site.title or None,
            withheld=True,
        )
        return SkippedItemError(reason, withheld=withheld)

    def _reference(self) -> str | None:
        return self._item.text("guid") or self._item.text("post_id") or None

    def _reference_source(self, reference: str | None) -> str | None:
        return reference_source(reference, self._defaults, self._site.url or self._site.title or None)

    def _is_restricted(self, key: str) -> bool:
        return self._item.meta.get(key, "") not in _FOR_EVERYBODY

    def _published_at(self) -> datetime | None:
        """The date in GMT, else that in the zone of the site, else the one of RSS."""
        return self._date("published_at", "post_date") or self._rss_date()

    def _date(self, field: str, name: str) -> datetime | None:
        """A date, in GMT where it has one. One that cannot be read is left out and noted."""
        item = self._item
        try:
            if gmt := item.date(f"{name}_gmt"):
                return parse_date(gmt, UTC).moment
            local = item.date(name)
            return self._dates.read(field, local) if local else None
        except ValueError:
            self._notes.append(f"{name} left out: it is no date like 2026-10-12 06:30:00")
            return None

    def _rss_date(self) -> datetime | None:
        text = self._item.text("pubDate")
        try:
            # WordPress writes -0001 as the year of a post without a date.
            moment = parsedate_to_datetime(text) if text and "-0001" not in text else None
            return moment.astimezone(UTC) if moment and moment.tzinfo else None
        except (ValueError, OverflowError):
            return None

    def _body(self) -> str:
        """The body: shortcodes first, then paragraphs, as their order is in WordPress's own pages."""
        content = without_restricted_blocks(self._item.text("content"), self._notes)
        shortcodes = ShortcodeReader(self._site.attachments)
        body = with_paragraphs(shortcodes.replace(content))
        self._notes += shortcodes.notes
        if _SYNCED_PATTERN in content:
            self._notes.append("a reusable block (wp:block) left out: its text stands in another post")
        return body

    def _plain(self, markup: str) -> str:
        """A text on one line, without markup."""
        if "<" not in markup:
            return single_line(unescape(markup), "headline", len(markup)) or ""
        try:
            return single_line(sanitise(markup).text, "headline", len(markup)) or ""
        except HostileMarkupError as error:
            raise UnreadableItemError(str(error)) from error

    def _authors(self) -> Iterator[str]:
        """The authors of the plug-in Co-Authors Plus, else WordPress's one author by the name they show."""
        guests = [term.name for term in self._item.terms if term.domain == "author" and term.name]
        login = self._item.text("creator")
        names = [self._site.authors.get(name, name) for name in guests or [login]]
        return (name for name in names if name)

    def _tags(self, categories: list[ItemTerm], section_path: str) -> Iterator[DraftTag]:
        """The tags, and the categories that are not on the way down to the section."""
        above = section_path.split("/")
        for category in categories:
            if (slug := self._site.slug(category)) != UNCATEGORISED and slug not in above:
                yield DraftTag(category.name, TagKind.TOPIC)
        for term in self._item.terms:
            if term.domain == "post_tag" and term.name:
                yield DraftTag(term.name, TagKind.TOPIC)
            elif term.domain not in _NO_TAXONOMY:
                self._run_notes.append(f"terms of the taxonomy “{excerpt(term.domain)}” left out")

    def _lead_image(self) -> Iterator[DraftImage]:
        """The featured image, which the post names by the id of an attachment."""
        attachment_id = self._item.meta.get("_thumbnail_id")
        if not attachment_id:
            return
        attachment = self._site.attachments.get(attachment_id)
        if attachment is None:
            self._notes.append("image left out: the featured image is not in the file")
            return
        media_type = guess_type(unquote(_path(attachment.url)))[0]
        caption = ImageCaption(attachment.alt, self._plain(attachment.caption) or None)
        try:
            yield draft_image(
                *(attachment.url, caption),
                folder=self._defaults.folder,
                media_type=media_type,
                width=attachment.width,
                height=attachment.height,
            )
        except ImageSkippedError as error:
            self._notes.append(str(error))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
