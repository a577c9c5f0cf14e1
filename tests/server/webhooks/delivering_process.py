"""A server process that tells webhooks of changes, to be killed."""

import asyncio
from datetime import timedelta
from ipaddress import ip_network

from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.operations.webhook_worker import WebhookWorker
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks import queue

TERM = timedelta(seconds=5)


def tell_webhooks(url: str) -> None:
    """Serve webhooks with short leases, until killed."""
    queue.LEASE = TERM  # type: ignore[misc]
    settings = Settings(
        database_url=url,
        fetching=FetchingSettings(allowed_networks=[ip_network("127.0.0.0/8")]),
    )
    database = Database(url)
    worker = WebhookWorker(database, settings, GraphQLPayloads(database, settings))
    asyncio.run(worker.run(asyncio.Event()))
