"""Words that appear in tables, in the contract and on the screen, spelled once."""

from enum import StrEnum


class TagKind(StrEnum):
    """What a tag names; the IPTC distinguishes the same five."""

    TOPIC = "topic"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    EVENT = "event"


class ContributorRole(StrEnum):
    """What somebody did for an article.

    The words are those of schema.org where it has one (author, editor, translator, illustrator, contributor),
    otherwise the IPTC's. A reporter is an AUTHOR; CONTRIBUTOR is whoever did something else.
    """

    AUTHOR = "author"
    PHOTOGRAPHER = "photographer"
    VIDEOGRAPHER = "videographer"
    ILLUSTRATOR = "illustrator"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    CONTRIBUTOR = "contributor"


class ArticleStatus(StrEnum):
    """Where an article is in its life. Only PUBLISHED articles are public, and only between their dates."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    """Whether the public may see an article now, and if not, why."""

    PUBLIC = "public"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"


class WithdrawalKind(StrEnum):
    """How an editor takes an article from the public, and what is left in its place."""

    WITHDRAWN = "withdrawn"
    GONE = "gone"
    REDIRECT = "redirect"
    LEGAL = "legal"


class ChangeKind(StrEnum):
    """What happened to an article, as the change feed tells it."""

    PUBLISHED = "published"
    REVISED = "revised"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    RELEASED = "released"
    EXPIRED = "expired"


class DeliveryState(StrEnum):
    """How far the mail to one recipient has come, as the person who shared may see it.

    SENT means that the mail server took it; nobody can promise that it was read.
    Of NOT_DELIVERED, `DeliveryFailure` says the cause.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    NOT_DELIVERED = "not_delivered"


class DeliveryFailure(StrEnum):
    """Why a mail was not delivered, as the person who shared may see it.

    REFUSED is one value for an unknown mailbox, a refusing mail server and a recipient who unsubscribed, so
    that nobody learns who is on the suppression list.
    """

    REFUSED = "refused"
    RECIPIENT_LIMIT = "recipient_limit"
    EXPIRED = "expired"
    ARTICLE_WITHDRAWN = "article_withdrawn"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


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


class SourceState(StrEnum):
    """Whether a source is polled. An operator pauses it; the server stops it where polling cannot help."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class SubscriptionState(StrEnum):
    """How far a subscription at a WebSub hub has come. ENDING is one that nobody needs any more."""

    REQUESTED = "requested"
    ACTIVE = "active"
    ENDING = "ending"


class ImportOutcome(StrEnum):
    """What became of an item of an import."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class WebhookState(StrEnum):
    """Whether a webhook is told of changes. Somebody pauses it, or the server, with a reason."""

    ACTIVE = "active"
    PAUSED = "paused"


class WebhookDeliveryState(StrEnum):
    """How far a delivery of a webhook has come. All after SENDING are final."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"


class Scope(StrEnum):
    """What an API key allows."""

    SHARE = "share"
    EDIT = "edit"
    INGEST = "ingest"
    WEBHOOKS = "webhooks"
    DOCUMENTS = "documents"
    ADMIN = "admin"
    AUDIT = "audit"


class ActorKind(StrEnum):
    """Who acts, as the audit log tells it."""

    API_KEY = "api_key"
    COMMAND_LINE = "command_line"
    SOURCE = "source"
    STRANGER = "stranger"


class AuditOutcome(StrEnum):
    """What became of an act: it was done, or its actor was not allowed to do it."""

    DONE = "done"
    REFUSED = "refused"
