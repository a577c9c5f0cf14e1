"""Words that appear in tables, in the contract and on the screen, spelled once."""

from enum import StrEnum


class TagKind(StrEnum):
    """What a tag names; the IPTC distinguishes the same five."""

    TOPIC = "topic"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    EVENT = "event"


class ArticleStatus(StrEnum):
    """Where an article is in its life. Only PUBLISHED articles are public, and only between their dates."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ChangeKind(StrEnum):
    """What happened to an article, as the change feed tells it."""

    PUBLISHED = "published"
    REVISED = "revised"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class DeliveryState(StrEnum):
    """How far the mail to one recipient has come, as the person who shared may see it.

    SENT means that the mail server took it; nobody can promise that it was read.
    NOT_DELIVERED gives no reason, so that it tells nothing about the address.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    NOT_DELIVERED = "not_delivered"


class RelatedReasonKind(StrEnum):
    """Why two articles are related."""

    EDITOR_CHOICE = "editor_choice"
    SAME_STORY = "same_story"
    FOLLOW_UP = "follow_up"
    BACKGROUND = "background"
    SHARED_PERSON = "shared_person"
    SHARED_ORGANISATION = "shared_organisation"
    SHARED_PLACE = "shared_place"
    SHARED_TOPIC = "shared_topic"
    SAME_SECTION = "same_section"


class Scope(StrEnum):
    """What an API key allows."""

    SHARE = "share"
    EDIT = "edit"
