"""A worker in a process of its own, to be killed."""

import asyncio
from datetime import timedelta

from broadsheet_server.settings import MailSettings, Settings
from broadsheet_server.sharing.outbox import circuit_breaker, queue
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.storage.database import Database

TERM = timedelta(seconds=0.5)


def send_mail(url: str, port: int) -> None:
    """Send what is in the outbox, with short terms."""
    queue.LEASE = circuit_breaker.PROBE_TERM = TERM
    mail = MailSettings(host="127.0.0.1", port=port, tls="none", sender="share@courier.example")
    settings = Settings(database_url=url, public_url="https://news.example", mail=mail)
    asyncio.run(MailWorker(Database(url), settings).run(asyncio.Event()))
