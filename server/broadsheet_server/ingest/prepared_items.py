"""What of an import needs no store: parsed items are validated, cleaned, and given their images."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from broadsheet_server.ingest.broadsheet_export import CheckedItem, ExportedItem
from broadsheet_server.ingest.front_matter_keys import KEYS_LEFT_OUT
from broadsheet_server.ingest.image_fetching import FetchResults, ImageFetching
from broadsheet_server.ingest.json_item import LEFT_OUT
from broadsheet_server.ingest.optional_parts import with_valid_options
from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem, join_positions
from broadsheet_server.newsroom.article_content import (
    ArticleContent,
    validated_content,
    with_remote_images,
)
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.duplicate_note import BY_FILE
from broadsheet_server.newsroom.kept_assumptions import in_zone
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import RejectedDraftError


@dataclass(frozen=True, slots=True)
class SourceItem:
    """What a parser made of one item of a file, or of a document that was fetched (`file` is its URL).

    `place` is where the file is on this machine, None for what is not in files.
    """

    file: str
    result: ParsedItem | RejectedItem
    place: str | None = None


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """A parsed item. `content` is its draft, validated, where that does not take the store.

    `copied` is what is stored of an item of Broadsheet's own export. `lacks_images` where some failed for the
    moment.
    """

    file: str
    result: ParsedItem | RejectedItem
    content: ArticleContent | None = None
    copied: CheckedItem | None = None
    lacks_images: bool = False


class ItemPreparation:
    """Prepares items before the write lock is taken. Their images go into `media`.

    Those on other servers are fetched where there is `images`.
    """

    def __init__(self, media: MediaFolder, images: ImageFetching | None = None) -> None:
        self._media = media
        self._images = images

    def prepare(self, batch: Sequence[SourceItem]) -> list[PreparedItem]:
        """Validate and sanitise items, and fetch their images. Raises OSError."""
        prepared = [self._prepared(item) for item in batch]
        if self._images is None:
            return prepared
        contents = [item.content for item in prepared if item.content]
        fetched = self._images.fetch(address for content in contents for address in content.remote_images)
        return [self._with_images(item, fetched) for item in prepared]

    def _with_images(self, item: PreparedItem, fetched: FetchResults) -> PreparedItem:
        """The item with those of its images that were fetched."""
        result, content = item.result, item.content
        if isinstance(result, RejectedItem) or content is None or not content.remote_images:
            return item
        content = with_remote_images(
            *(content, result.draft),
            media=self._media,
            now=datetime.now(UTC),
            remote=fetched.of(content.remote_images),
        )
        lacks_images = not fetched.transient.isdisjoint(content.remote_images)
        return replace(item, content=content, lacks_images=lacks_images)

    def _prepared(self, item: SourceItem) -> PreparedItem:
        """Validate and sanitise an item."""
        file, result = item.file, item.result
        if isinstance(result, RejectedItem):
            withheld = result.withheld and _with_identity(result.withheld, item.place)
            return PreparedItem(file, replace(result, withheld=withheld))
        if isinstance(result, ExportedItem):
            return self._prepare_exported(file, result)
        draft, notes = with_valid_options(result.draft)
        place = item.place if result.is_whole_file else None
        result = replace(result, draft=_with_identity(draft, place), notes=(*result.notes, *notes))
        if result.draft.withdrawn or result.draft.withheld:
            return PreparedItem(file, result)
        try:
            content = validated_content(result.draft, media=self._media, now=datetime.now(UTC))
        except RejectedDraftError as error:
            if result.partial:  # it does where the whole article is here
                return PreparedItem(file, result)
            return PreparedItem(file, rejected_draft(result, error))
        return PreparedItem(file, result, content)

    def _prepare_exported(self, file: str, result: ExportedItem) -> PreparedItem:
        try:
            checked = result.checked(self._media, datetime.now(UTC))
        except RejectedDraftError as error:
            return PreparedItem(file, rejected_draft(result, error))
        return PreparedItem(file, checked.item, copied=checked)


def rejected_draft(parsed: ParsedItem, error: RejectedDraftError) -> RejectedItem:
    """An item whose draft was rejected, with its place in the file."""
    location = parsed.locations.get(error.field or "", "")
    left_out = [note for note in parsed.notes if note.startswith((LEFT_OUT, KEYS_LEFT_OUT))]
    reason = f"{error} {'; '.join(left_out).capitalize()}." if left_out else str(error)
    return RejectedItem(join_positions(parsed.position, location), reason, parsed.draft.headline)


def _with_identity(draft: ArticleDraft, place: str | None) -> ArticleDraft:
    """A draft without any identifier gets a digest of its text as one, so that importing is idempotent.

    One that is all of a file is recognised by the place of that, too, where its text was corrected: together
    with its headline or its date, as far as it has one, so that another article there is another one.
    """
    if draft.external_reference or draft.other_references or draft.replaces or not draft.headline:
        return draft
    if draft.canonical_url or draft.given_url or draft.slug:
        return draft
    references = [f"text:{_digest(draft.headline, _written_date(draft), draft.body_html)}"]
    if place is not None:
        dates = [_written_date(draft)] if draft.published_at else []
        references += [f"{BY_FILE}{_digest(place, what)}" for what in (*(dates or [""]), draft.headline)]
    return replace(draft, other_references=tuple(references))


def _digest(*texts: str) -> str:
    return f"sha256:{hashlib.sha256(chr(0).join(texts).encode('utf-8', 'replace')).hexdigest()}"


def _written_date(draft: ArticleDraft) -> str:
    """The publishing date; one without a time zone as in UTC, so that no setting changes the identity."""
    dates, moment = draft.dates_without_zone, draft.published_at
    if moment and dates and "published_at" in dates.fields:
        moment = in_zone(moment, dates.zone, "UTC")
    return str(moment)
