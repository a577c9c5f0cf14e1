"""Accepting a share: everything is judged, and share, deliveries and mails are written in one transaction."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import Session

from broadsheet_server.models import metadata
from broadsheet_server.models.shares import Delivery, Share
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.address_hash import AddressHasher, address_hasher
from broadsheet_server.sharing.limits import queue_problem, sender_problem
from broadsheet_server.sharing.mail.message import Envelope, ShareMessage
from broadsheet_server.sharing.mail.mime import MessageComposer
from broadsheet_server.sharing.outbox.queue import GIVE_UP_AFTER
from broadsheet_server.sharing.requests import Accepted, ShareProblem, ShareProblemCode, ShareRequest
from broadsheet_server.sharing.shared_article import SharedArticle, shared_article
from broadsheet_server.sharing.validation import (
    Recipient,
    check_key,
    check_name,
    check_note,
    check_recipients,
)
from broadsheet_shared.mail_words import words_in

_keys = metadata.tables["api_key"].c
_shares = metadata.tables["share"].c


def share_article(
    session: Session, request: ShareRequest, *, api_key_id: UUID, settings: Settings, now: datetime
) -> Accepted | tuple[ShareProblem, ...]:
    """Take a share into the outbox, or say all that stands in the way of it.

    `session` is a writing one (`Database.write()`). The same key and input again answer the same share.
    No mail server is asked, and the answer is the same for every address.
    """
    session.execute(select(_keys.id).where(_keys.id == api_key_id).with_for_update())  # one at a time
    marks = address_hasher(session)
    key_problems = check_key(request.idempotency_key)
    earlier = None if key_problems else _earlier(session, request, api_key_id, marks)
    if earlier is not None:
        return earlier
    letter, friends, problems = _judged(session, request, settings, marks, now)
    problems += [*key_problems, *_service_problems(session, api_key_id, settings, now)]
    if letter is None or request.article_id is None or problems:
        return tuple(problems)
    share = Share(
        api_key_id=api_key_id,
        idempotency_key=request.idempotency_key,
        request_hash=marks.of_request(request),
        article_id=request.article_id,
        language=letter.words.language,
        created_at=now,
    )
    session.add(share)
    session.flush()
    composition = MessageComposer(letter, settings.mail.sender, now)
    for position, friend in enumerate(friends):
        envelope = _envelope(friend, settings, marks)
        session.add(_delivery(share, position, friend, envelope, composition.mail(envelope)))
    return Accepted(share.id)


def _earlier(
    session: Session, request: ShareRequest, api_key_id: UUID, marks: AddressHasher
) -> Accepted | tuple[ShareProblem, ...] | None:
    """The answer to a key that was used before."""
    found = session.execute(
        select(_shares.id, _shares.request_hash).where(
            _shares.api_key_id == api_key_id, _shares.idempotency_key == request.idempotency_key
        )
    ).first()
    if found is None:
        return None
    if found.request_hash == marks.of_request(request):
        return Accepted(found.id, is_repeat=True)
    sentence = "This idempotency key was used for another share. Make a new key for each share."
    return (ShareProblem(ShareProblemCode.IDEMPOTENCY_CONFLICT, sentence, ("idempotencyKey",)),)


def _judged(
    session: Session, request: ShareRequest, settings: Settings, marks: AddressHasher, now: datetime
) -> tuple[ShareMessage | None, list[Recipient], list[ShareProblem]]:
    """The letter that the request asks for, its readers, and all that is wrong with what was typed."""
    article, article_problems = _article(session, request.article_id, now)
    friends, friend_problems = check_recipients(request.to, marks, own=settings.mail.sender)
    name, name_problems = check_name(request.sender_name)
    note, note_problems = check_note(request.note)
    problems = [*article_problems, *friend_problems, *name_problems, *note_problems]
    if article is None or problems:
        return None, friends, problems
    words = words_in(request.language)
    return ShareMessage(name, note, article, settings.publication, settings.base_url, words), friends, []


def _article(
    session: Session, article_id: UUID | None, now: datetime
) -> tuple[SharedArticle | None, list[ShareProblem]]:
    article = None if article_id is None else shared_article(session, article_id, now=now)
    if article is not None:
        return article, []
    sentence = "There is no such article, or it is not public any more."
    return None, [ShareProblem(ShareProblemCode.ARTICLE_NOT_FOUND, sentence, ("article",))]


def _service_problems(
    session: Session, api_key_id: UUID, settings: Settings, now: datetime
) -> list[ShareProblem]:
    if settings.mail.host is None:
        sentence = "This server sends no mail. Please use your own mail program."
        return [ShareProblem(ShareProblemCode.MAIL_OFF, sentence, ())]
    found = (
        sender_problem(session, api_key_id, settings.share_limits, now),
        queue_problem(session, now),
    )
    return [problem for problem in found if problem is not None]


def _envelope(friend: Recipient, settings: Settings, marks: AddressHasher) -> Envelope:
    message_id = f"<{uuid4().hex}@{settings.mail.sender.rpartition('@')[2]}>"
    stop_url = f"{settings.base_url}/mail/stop/{marks.stop_token(friend.recipient_hash)}"
    return Envelope(friend.mailbox, message_id, stop_url)


def _delivery(share: Share, position: int, friend: Recipient, envelope: Envelope, message: bytes) -> Delivery:
    return Delivery(
        share_id=share.id,
        position=position,
        recipient=friend.mailbox,
        recipient_masked=friend.masked_address,
        recipient_hash=friend.recipient_hash,
        message_id=envelope.message_id,
        message=message,
        due_at=share.created_at,
        expires_at=share.created_at + GIVE_UP_AFTER,
        created_at=share.created_at,
    )
