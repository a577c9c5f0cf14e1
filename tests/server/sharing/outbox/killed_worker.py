"""A worker in a process of its own, to be killed: `python -m ….killed_worker URL PORT`."""

import asyncio
import sys
from datetime import timedelta

from broadsheet_server.settings import MailSettings, Settings
from broadsheet_server.sharing.outbox import circuit_breaker, queue
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.storage.database import Database

queue.LEASE = circuit_breaker.PROBE_TERM = timedelta(seconds=0.5)


def main(url: str, port: str) -> None:
    mail = MailSettings(host="127.0.0.1", port=int(port), tls="none", sender="share@courier.example")
    settings = Settings(database_url=url, public_url="https://news.example", mail=mail)
    asyncio.run(MailWorker(Database(url), settings).run(asyncio.Event()))


if __name__ == "__main__":
    main(*sys.argv[1:])
