"""The use case `shareArticle`: validate a request and put its messages into the outbox in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from broadsheet_server.access.audit import Act, Actor, record_act
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.reading.articles import article_by
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.pagination import PageArguments
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.related_articles import related_articles
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.sharing.limits import check_refusal_rate, check_use, count_refusal
from broadsheet_server.sharing.mail.message import (
    ARTICLE_FIELDS,
    RELATED_FIELDS,
    RELATED_MAX,
    ShareMessage,
)
from broadsheet_server.sharing.outbox.queue import RETRY_FOR, QueueState
from broadsheet_server.sharing.status import DeliveryStatus, ShareStatus
from broadsheet_server.sharing.suppression import unsubscribe_url
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode, ShareArticleUserError
from broadsheet_server.sharing.validation import (
    Recipient,
    check_idempotency_key,
    check_lengths,
    check_note,
    check_recipients,
    check_sender_name,
)
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.mail_words import words_in
from broadsheet_shared.vocabulary import DeliveryState

if TYPE_CHECKING:
    from broadsheet_server.sharing.mail.mime import MessageComposer

_KEY = (
    select(col(ApiKey.refusals), col(ApiKey.refusals_since))
    .where(col(ApiKey.id) == bindparam("api_key_id"))
    .with_for_update()  # one request of a key at a time
)
_EARLIER = select(col(Share.id), col(Share.request_hash)).where(
    col(Share.api_key_id) == bindparam("api_key_id"),
    col(Share.idempotency_key) == bindparam("idempotency_key"),
)
_INSERT_SHARE, _INSERT_DELIVERIES = insert(Share), insert(Delivery)


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """The input of `shareArticle`, not validated. `article_id` is None where the id is not an article's."""

    article_id: UUID | None
    to: tuple[str, ...]
    sender_name: str
    idempotency_key: str
    note: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AcceptedShare:
    """The share is stored. `is_repeat`: an earlier request with the same idempotency key stored it.

    `status` is what was stored; None for a repeat, whose deliveries have gone on since.
    """

    share_id: UUID
    is_repeat: bool = False
    status: ShareStatus | None = field(default=None, compare=False)


async def share_article(
    database: Database,
    settings: Settings,
    request: ShareRequest,
    *,
    api_key_id: UUID,
    now: datetime,
    actor: Actor | None = None,
) -> AcceptedShare | tuple[ShareArticleUserError, ...]:
    """Accept a share into the outbox, or return every user error at once.

    Idempotent: the same API key, idempotency key and input answer the same share, whatever changed since.
    No mail server is asked and the suppression list is not read, so the answer is the same for every
    address. Articles are read before the write transaction, which runs in a thread because it may wait for
    another writer. A text that is too long is refused before anything else looks at it. Refusals count: a key
    that is refused too often has to wait. The audit log has the share of an `actor`, and no address of it.
    """
    if length_errors := _check_lengths(request):
        return await asyncio.to_thread(_refuse, database, tuple(length_errors), api_key_id, now)
    context = ReadContext(database, settings, now)
    article = await _read_article(context, request.article_id)
    related = [] if article is None else await _read_related(context, article)

    def accept() -> AcceptedShare | tuple[ShareArticleUserError, ...]:
        with database.write() as session:
            accepted = _Acceptance(session, settings, request, api_key_id, now).accept(article, related)
            if actor is not None and isinstance(accepted, AcceptedShare) and not accepted.is_repeat:
                record_act(session, actor, Act("shareArticle", "Share", str(accepted.share_id)), now=now)
            return accepted

    return await asyncio.to_thread(accept)


def _check_lengths(request: ShareRequest) -> list[ShareArticleUserError]:
    return check_lengths(
        to=request.to,
        sender_name=request.sender_name,
        note=request.note,
        idempotency_key=request.idempotency_key,
    )


def _refuse(
    database: Database, errors: tuple[ShareArticleUserError, ...], api_key_id: UUID, now: datetime
) -> tuple[ShareArticleUserError, ...]:
    """Count a refusal, and return its errors; where the key was refused too often, only that."""
    with database.write() as session:
        api_key = session.get_one(ApiKey, api_key_id, with_for_update=True)
        if too_many := check_refusal_rate(api_key.refusals, api_key.refusals_since, now):
            return (too_many,)
        count_refusal(api_key, now)
    return errors


async def _read_article(context: ReadContext, article_id: UUID | None) -> Article | None:
    return None if article_id is None else await article_by(context, "uuid", article_id, ARTICLE_FIELDS)


async def _read_related(context: ReadContext, article: Article) -> list[Article]:
    return (await related_articles(context, article, PageArguments(RELATED_MAX), RELATED_FIELDS)).nodes


class _Acceptance:
    """The write transaction that accepts or refuses one request."""

    def __init__(
        self, session: Session, settings: Settings, request: ShareRequest, api_key_id: UUID, now: datetime
    ) -> None:
        self._session = session
        self._connection = session.connection()
        self._settings = settings
        self._request = request
        self._api_key_id = api_key_id
        self._now = now
        self._hasher = address_hasher(session)
        self._request_hash = self._hasher.hash_request(astuple(request))

    def accept(
        self, article: Article | None, related: Sequence[Article]
    ) -> AcceptedShare | tuple[ShareArticleUserError, ...]:
        """Store the share and its deliveries; see `share_article`."""
        refused, since = self._connection.execute(_KEY, {"api_key_id": self._api_key_id}).one()
        key_errors = check_idempotency_key(self._request.idempotency_key)
        earlier = None if key_errors else self._earlier_answer()
        if isinstance(earlier, AcceptedShare):
            return earlier
        if too_many := check_refusal_rate(refused, since, self._now):
            return (too_many,)
        if earlier is not None:
            self._count_refusal()
            return earlier
        recipients, message, input_errors = self._validate(article, related)
        if refusals := [*input_errors, *key_errors]:
            self._count_refusal()
        errors = [*refusals, *self._check_service()]
        if article is None or message is None or errors:
            return tuple(errors)
        return self._store(article.uuid, recipients, message)

    def _count_refusal(self) -> None:
        count_refusal(self._session.get_one(ApiKey, self._api_key_id), self._now)

    def _earlier_answer(self) -> AcceptedShare | tuple[ShareArticleUserError, ...] | None:
        """Return the answer to an idempotency key that was used before."""
        parameters = {"api_key_id": self._api_key_id, "idempotency_key": self._request.idempotency_key}
        share = self._connection.execute(_EARLIER, parameters).one_or_none()
        if share is None:
            return None
        if share.request_hash == self._request_hash:
            return AcceptedShare(share.id, is_repeat=True)
        sentence = "This idempotency key was used for another share. Make a new key for each share."
        code = ShareArticleErrorCode.IDEMPOTENCY_CONFLICT
        return (ShareArticleUserError(code, sentence, ("idempotencyKey",)),)

    def _validate(
        self, article: Article | None, related: Sequence[Article]
    ) -> tuple[list[Recipient], ShareMessage | None, list[ShareArticleUserError]]:
        """Return the recipients, the message (None if it cannot be made), and the errors of all fields."""
        request, settings = self._request, self._settings
        recipients, to_errors = check_recipients(request.to, self._hasher, sender=settings.mail.sender)
        name, name_errors = check_sender_name(request.sender_name, settings.publication.name)
        note, note_errors = check_note(request.note)
        errors = [*to_errors, *name_errors, *note_errors]
        if article is None:
            return recipients, None, [_ARTICLE_NOT_FOUND, *errors]
        words = words_in(request.language)
        message = ShareMessage(name, note, article, related, settings.publication, settings.base_url, words)
        return recipients, message, errors

    def _check_service(self) -> list[ShareArticleUserError]:
        """Return what keeps the server from accepting any share of this API key now."""
        if self._settings.mail.host is None:
            return [_MAIL_OFF]
        return check_use(self._session, self._api_key_id, self._settings.share_limits, self._now)

    def _store(
        self, article_id: UUID, recipients: Sequence[Recipient], message: ShareMessage
    ) -> AcceptedShare:
        from broadsheet_server.sharing.mail.mime import MessageComposer  # with Python's package for mail

        composer = MessageComposer(message, self._settings.mail.sender, self._now)
        share: dict[str, Any] = {
            "id": uuid7(),
            "api_key_id": self._api_key_id,
            "idempotency_key": self._request.idempotency_key,
            "request_hash": self._request_hash,
            "article_id": article_id,
            "language": message.words.language,
            "created_at": self._now,
        }
        deliveries = [
            self._delivery(share, position, recipient, composer)
            for position, recipient in enumerate(recipients)
        ]
        self._connection.execute(_INSERT_SHARE, share)
        self._connection.execute(_INSERT_DELIVERIES, deliveries)
        queued = tuple(DeliveryStatus(one.masked_address, DeliveryState.QUEUED) for one in recipients)
        status = ShareStatus(share["id"], article_id, self._now, queued)
        return AcceptedShare(share["id"], status=status)

    def _delivery(
        self, share: dict[str, Any], position: int, recipient: Recipient, composer: "MessageComposer"
    ) -> dict[str, Any]:
        message_id = f"<{uuid4().hex}@{self._settings.mail.sender.rpartition('@')[2]}>"
        token = self._hasher.unsubscribe_token(recipient.address_hash)
        url = unsubscribe_url(self._settings.base_url, token, share["language"])
        return {
            "id": uuid7(),
            "share_id": share["id"],
            "position": position,
            "recipient": recipient.mailbox,
            "recipient_masked": recipient.masked_address,
            "recipient_hash": recipient.address_hash,
            "message_id": message_id,
            "message": composer.compose(recipient.mailbox, message_id=message_id, unsubscribe_url=url),
            "state": QueueState.QUEUED,
            "phase": 0,
            "attempts": 0,
            "ambiguous_attempts": 0,
            "due_at": self._now,
            "expires_at": self._now + RETRY_FOR,
            "created_at": self._now,
        }


_ARTICLE_NOT_FOUND = ShareArticleUserError(
    ShareArticleErrorCode.ARTICLE_NOT_FOUND,
    "There is no such article, or it is not public any more.",
    ("article",),
)
_MAIL_OFF = ShareArticleUserError(
    ShareArticleErrorCode.MAIL_OFF, "This server sends no mail. Please use your own mail program."
)
