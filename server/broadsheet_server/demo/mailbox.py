"""A mail server that keeps every message on this machine, so that the demo's mail can be looked at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from broadsheet_server.settings import Settings
from broadsheet_server.storage.uuid7 import uuid7


@asynccontextmanager
async def catching_mail(settings: Settings) -> AsyncIterator[None]:
    """Take mail at the address that `settings.mail` sends to, into the folder `mailbox(settings)`."""
    folder = mailbox(settings)
    folder.mkdir(parents=True, exist_ok=True)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(_Keeper(folder), hostname="courier.vallmere.example", enable_SMTPUTF8=True),
        settings.mail.host,
        settings.mail.port,
    )
    try:
        yield
    finally:
        server.close()


def mailbox(settings: Settings) -> Path:
    """The folder of caught messages, one `.eml` file each, their names in the order of arrival."""
    return settings.data / "mailbox"


class _Keeper:
    """aiosmtpd's handler: what arrives becomes a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        data = content if isinstance(content, bytes) else (content or "").encode()
        (self._folder / f"{uuid7().hex}.eml").write_bytes(data)
        return "250 kept"
