"""The enums of the schema, with a description of every value."""

from enum import EnumMeta
from typing import Any

import strawberry

from broadsheet_server.reading.pagination import ArticleOrder
from broadsheet_shared.vocabulary import (
    ArticleStatus,
    ContributorRole,
    DeliveryFailure,
    DeliveryState,
    ImportOutcome,
    RelatedReasonKind,
    Scope,
    TagKind,
)


def describe(enum: EnumMeta, description: str, values: dict[str, str], *, name: str | None = None) -> None:
    """Make `enum` an enum of the schema; every member needs a description."""
    strawberry.enum(enum, name=name, description=description)
    definition: Any = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[value.name]


describe(
    TagKind,
    "What a tag names.",
    {
        "TOPIC": "A subject, like bridges or elections.",
        "PERSON": "A person.",
        "ORGANISATION": "A company, authority, club or party.",
        "PLACE": "A place, from a street to a continent.",
        "EVENT": "Something that happens at a time, like a festival or an election.",
    },
)
describe(
    ContributorRole,
    "What somebody did for an article.",
    {
        "AUTHOR": "Wrote it, or reported it.",
        "PHOTOGRAPHER": "Took its photographs.",
        "VIDEOGRAPHER": "Filmed for it.",
        "ILLUSTRATOR": "Drew for it, graphics among them.",
        "EDITOR": "Edited it.",
        "TRANSLATOR": "Translated it into its language.",
        "CONTRIBUTOR": "Did something else for it.",
    },
)
describe(
    ArticleStatus,
    "Where an article is in its life. Readers only ever meet PUBLISHED articles.",
    {
        "DRAFT": "Not yet published.",
        "PUBLISHED": "Public, from its date of publication on, unless under embargo or expired.",
        "WITHDRAWN": "Was public and has been taken back by the publication.",
    },
)
describe(
    DeliveryState,
    "How far the mail to one friend has come.",
    {
        "QUEUED": "Accepted and waiting for its turn, or for another try.",
        "SENDING": "On its way to the mail server.",
        "SENT": "Taken by the mail server. Nobody can promise that it was read.",
        "NOT_DELIVERED": "It will not arrive; `reason` says why.",
    },
)
describe(
    DeliveryFailure,
    "Why a mail was not delivered.",
    {
        "REFUSED": "The address takes no such mail: it is wrong, or its mail server or its owner refuses.",
        "RECIPIENT_LIMIT": "The friend has got as many mails as one may get in an hour or a day.",
        "EXPIRED": "It could not be handed over within a day.",
        "ARTICLE_WITHDRAWN": "The article was withdrawn before the mail went out.",
        "CANCELLED": "The publication cancelled it before it went out.",
        "UNCERTAIN": "The mail server may have taken it, but never said so. It may have arrived.",
    },
)
describe(
    RelatedReasonKind,
    "Why an article is related to another.",
    {
        "EDITOR_CHOICE": "An editor put them together.",
        "SAME_STORY": "Both tell the same story.",
        "FOLLOW_UP": "It tells how the story went on.",
        "BACKGROUND": "It tells what came before.",
        "SHARED_PERSON": "Both are about the same person.",
        "SHARED_ORGANISATION": "Both are about the same organisation.",
        "SHARED_PLACE": "Both are about the same place.",
        "SHARED_TOPIC": "Both are about the same subject.",
        "SAME_SECTION": "Both are in the same section.",
    },
)
describe(
    ArticleOrder,
    "The order of a list of articles, by date of publication.",
    {"NEWEST": "The latest first.", "OLDEST": "The earliest first."},
)

describe(
    Scope,
    "What an API key allows.",
    {
        "SHARE": "To email articles to friends.",
        "EDIT": "To publish, revise, correct and withdraw articles; to arrange sections, tags, authors.",
        "INGEST": "To send articles of another system, and to see imports and sources.",
        "WEBHOOKS": "To make and steer webhooks.",
        "DOCUMENTS": "To register and remove documents that clients name by their hash.",
        "ADMIN": "To make, rotate and revoke API keys.",
        "AUDIT": "To read the audit log.",
    },
    name="ApiKeyScope",
)
describe(
    ImportOutcome,
    "What became of an item of an import.",
    {
        "CREATED": "It is a new article.",
        "UPDATED": "It is a new revision of an article.",
        "UNCHANGED": "It is here already, as it is.",
        "HELD": "It is kept from the public.",
        "WITHDRAWN": "Its source takes the article back, and it is withdrawn.",
        "REJECTED": "It cannot be an article; `reason` says why.",
        "SKIPPED": "Nothing is wrong with it, but it is not for the public, or not meant to be imported.",
    },
)
