"""Accepting a share: everything is judged, and share, deliveries and mails are written in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.settings import Settings
from broadsheet_server.sharing.requests import Accepted, ShareProblem, ShareRequest


def accept(
    session: Session, request: ShareRequest, *, api_key_id: UUID, settings: Settings, now: datetime
) -> Accepted | tuple[ShareProblem, ...]:
    """Take a share into the outbox, or say all that stands in the way of it.

    `session` is a writing one (`Database.write()`). The same key and input again answer the same share.
    No mail server is asked, and the answer is the same for every address.
    """
    raise NotImplementedError
