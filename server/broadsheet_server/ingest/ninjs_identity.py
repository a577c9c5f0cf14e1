"""Which article a ninjs item is a version of, whether it is to be seen, and from when on.

Dialects name these things differently: ninjs of the IPTC (`uri`, `altIds`, `evolvedFrom`), Superdesk (`guid`,
`_id`, `evolvedfrom`, `publish_schedule` with `schedule_settings`), the AP (`altids.itemid`, because its `uri`
is an address with parameters) and TT (`replacing`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from broadsheet_server.ingest.contributor_roles import known_role
from broadsheet_server.ingest.json_item import JsonItem, text_within
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    UnreadableItemError,
    is_unique_anywhere,
    reference_source,
)
from broadsheet_server.ingest.publishing_status import PublishingStatus, publishing_status, status_elsewhere
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.drafts import DraftTranslation

REFERENCE_NAMES = ("uri", "guid", "id", "_id", "urn")
_REFERENCE_ROLES = ("itemid", "guid", "id", "uri")
_ADDRESS_ROLES = ("canonicalurl", "canonical_url", "url", "weburl")
_UNSTEADY_ROLES = {"etag", "friendlykey", "referenceid", "transref", "originaltransmissionreference"}
"""Alternative ids that change with each version, or come again every day."""
_EARLIER = (
    *("evolvedFrom", "evolvedfrom", "rewrite_of", "replaces", "replacing"),
    *("original_id", "ancestors"),
)
STATUS_NAMES = ("state", "status", "editorialtypes", "signals", "signal")
DRAFT_NAMES = ("draft", "isdraft")
ReadDate = Callable[[str], datetime]
"""Reads a date. Raises ValueError."""

_RELEASES = frozenset(
    (
        *("releasedate", "releasetime", "releaseat", "releasedat", "publishat", "publishon", "publishdate"),
        *("notbefore", "availablefrom", "validfrom", "scheduledfor", "scheduledat", "scheduleddate"),
    )
)
"""Members of dialects that say from when on an item is public, without underscores and hyphens."""
_HELD = "It is held: {}, and the date cannot be read."


@dataclass(frozen=True, slots=True)
class ItemIdentity:
    """The fields of the same names of an `ArticleDraft`."""

    external_reference: str | None
    other_references: tuple[str, ...]
    reference_source: str | None
    replaces: tuple[str, ...]
    slug: str | None
    canonical_url: str | None
    version: int | None


def parse_identity(item: JsonItem, defaults: ImportDefaults) -> ItemIdentity:
    """Read every id that an item has."""
    roles = dict(_alternative_ids(item))
    references = _references(item, roles)
    reference = references[0] if references else None
    source = reference_source(reference, defaults, source_name(item))
    others = [each for each in references[1:] if source or is_unique_anywhere(each)]
    addresses = [roles[role] for role in _ADDRESS_ROLES if role in roles]
    return ItemIdentity(
        external_reference=reference,
        other_references=tuple(others),
        reference_source=source,
        replaces=tuple(dict.fromkeys(_earlier(item))),
        slug=roles.get("slug"),
        canonical_url=addresses[0] if addresses else None,
        version=_whole_number(item.value.get("version")),
    )


def parse_translations(item: JsonItem, identity: ItemIdentity) -> Iterator[DraftTranslation]:
    """What Superdesk says of the same story in other languages; the IPTC's ninjs has no word for it."""
    source = identity.reference_source
    for name in ("translated_from", "translations"):
        for reference in _texts_of(item.value.get(name)):
            yield DraftTranslation(reference, TranslationReferenceKind.REFERENCE, source)
    for key in _texts_of(item.value.get("translation_id")):
        yield DraftTranslation(key, TranslationReferenceKind.REFERENCE, source)
        yield DraftTranslation(key, TranslationReferenceKind.KEY, source)


def _references(item: JsonItem, roles: Mapping[str, str]) -> list[str]:
    """The ids of an item, the one that all versions share first."""
    members = item.value
    own = [text for name in REFERENCE_NAMES if name in members and (text := _text(members[name]))]
    steady = [roles[role] for role in _REFERENCE_ROLES if role in roles]
    first = [roles["itemid"]] if "itemid" in roles else []
    ignored = {"slug", *_ADDRESS_ROLES, *_UNSTEADY_ROLES}
    others = [] if own or steady else [value for role, value in roles.items() if role not in ignored]
    return list(dict.fromkeys([*first, *own, *steady, *others]))


def is_withdrawn(item: JsonItem) -> bool:
    """Whether the source takes the item back. Raises UnreadableItemError for a status that nobody knows."""
    statuses = _status(item), _status_elsewhere(item)
    return PublishingStatus.WITHDRAWN in statuses


def is_withheld(item: JsonItem, read_date: ReadDate) -> bool:
    """Whether the source keeps the item from the public for now."""
    status = _status(item)
    if status is PublishingStatus.EMBARGOED:
        return release_date(item, read_date) is None
    return PublishingStatus.WITHHELD in (status, _status_elsewhere(item)) or _is_draft(item)


def source_name(item: JsonItem) -> str | None:
    """Whom the item comes from, as it says itself."""
    if name := _name(item.value.get("source")):
        return name
    for member in ("infoSources", "infosources", "infosource"):
        values = item.value.get(member)
        for source in values if isinstance(values, list) else [values]:
            role = source.get("role") if isinstance(source, dict) else None
            if (name := _name(source)) and known_role(str(role)) is None:
                return name
    return None


def release_date(item: JsonItem, read_date: ReadDate) -> datetime | None:
    """When the public may see the item: the end of its embargo, or when its source publishes it.

    Raises UnreadableItemError where there is such a date and it cannot be read: the item must not leak.
    """
    found = (_embargo(item, read_date), scheduled_date(item, read_date), *_releases(item, read_date))
    return max((date for date in found if date), default=None)


def expiry_date(item: JsonItem, moment: datetime | None) -> datetime | None:
    """The expiry in the time zone in which it is written, for notes about it."""
    if moment is None:
        return None
    try:
        return moment.astimezone(datetime.fromisoformat(item.text("expires") or "").tzinfo or UTC)
    except ValueError:
        return moment


def scheduled_date(item: JsonItem, read_date: ReadDate) -> datetime | None:
    """When its source publishes the item. Raises UnreadableItemError."""
    names = ("publish_schedule", "publishSchedule", "publishschedule")
    return _moment(item, "utc_publish_schedule", names, "it is scheduled", read_date)


def is_release_name(name: str) -> bool:
    """Whether a member with this name says when an item is published."""
    return name.lower().replace("_", "").replace("-", "") in _RELEASES


def _releases(item: JsonItem, read_date: ReadDate) -> Iterator[datetime | None]:
    for name in filter(is_release_name, item.value):
        yield _moment(item, "", (name,), "it is to be published later", read_date)


def _embargo(item: JsonItem, read_date: ReadDate) -> datetime | None:
    """The end of the embargo, by whatever name: every member that begins so is one, or the reason for one."""
    names = [name for name in item.value if name.lower().startswith("embargo")]
    reasons = [name for name in names if "reason" in name.lower()]
    dates = tuple(name for name in names if name not in reasons)
    date = _moment(item, "utc_embargo", dates, "it is under an embargo", read_date)
    if date is None and item.has(*reasons):
        raise UnreadableItemError(_HELD.format("it is under an embargo"), item.member_path("embargoed"))
    return date


def _moment(
    item: JsonItem, utc_name: str, names: tuple[str, ...], what: str, read_date: ReadDate
) -> datetime | None:
    """The first of the dates that is there; Superdesk writes its local time as UTC, but for `utc_name`."""
    given = item.value.get("schedule_settings")
    settings = given if isinstance(given, dict) else {}
    name = next((name for name in names if item.value.get(name) not in (None, "", False)), None)
    text: Any = settings.get(utc_name) or (text_within(item.value[name]) if name else None)
    if text is None:
        return None
    zone = None if settings.get(utc_name) else settings.get("time_zone") or settings.get("timezone")
    try:
        return _local_moment(text, ZoneInfo(zone)) if zone else read_date(text)
    except (ValueError, TypeError, AttributeError, LookupError, OSError) as error:
        path = item.member_path(name or f"schedule_settings.{utc_name}")
        raise UnreadableItemError(_HELD.format(what), path) from error


def _local_moment(text: str, zone: ZoneInfo) -> datetime:
    """What the clock shows in the zone, unless the text has an offset of its own."""
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.utcoffset() else moment.replace(tzinfo=zone)).astimezone(UTC)


def _status(item: JsonItem) -> PublishingStatus:
    status = item.strict_text("pubStatus", "pubstatus") or "usable"
    try:
        return publishing_status(status)
    except ValueError:
        path = item.member_path(item.has("pubStatus", "pubstatus") or "pubStatus")
        reason = f"The status “{status[:80]}” is not usable, withheld or canceled."
        raise UnreadableItemError(reason, path) from None


def _status_elsewhere(item: JsonItem) -> PublishingStatus:
    """What other members say: the states of editorial systems, the AP's `editorialtypes`, signals."""
    members = [item.value.get(name) for name in STATUS_NAMES]
    values = [entry for member in members for entry in (member if isinstance(member, list) else [member])]
    return status_elsewhere(
        str(word)
        for value in values
        for word in (
            (value.get("code"), value.get("uri"), value.get("name")) if isinstance(value, dict) else [value]
        )
        if word
    )


def _is_draft(item: JsonItem) -> bool:
    is_draft = any(item.value.get(name) is True for name in DRAFT_NAMES)
    return is_draft or item.value.get("published") is False


def _alternative_ids(item: JsonItem) -> Iterator[tuple[str, str]]:
    """Roles in lower case and values of the `altIds`: a list of both, or in 1.x an object of them."""
    for member in ("altIds", "altids"):
        value = item.value.get(member)
        pairs = value.items() if isinstance(value, dict) else map(_role_and_value, _objects(value))
        for role, given in pairs:
            if text := _text(given):
                yield str(role).lower(), text


def _role_and_value(entry: Mapping[str, Any]) -> tuple[object, object]:
    return entry.get("role"), entry.get("value")


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _earlier(item: JsonItem) -> Iterator[str]:
    for name in _EARLIER:
        yield from _texts_of(item.value.get(name))


def _texts_of(value: object) -> Iterator[str]:
    """The references in a member: one or several, each a text or an object with its `uri`."""
    for entry in value if isinstance(value, list) else [value]:
        if text := _text(entry.get("uri") if isinstance(entry, dict) else entry):
            yield text


def _name(value: object) -> str | None:
    return _text(value.get("name") if isinstance(value, dict) else value if isinstance(value, str) else None)


def _text(value: object) -> str | None:
    """Text, or a number that stands for it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _whole_number(value: object) -> int | None:
    text = _text(value)
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
