"""An SMTP server that keeps every message as a file, so that the demo sends no mail to anybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from broadsheet_server.settings import Settings
from broadsheet_server.storage.uuid7 import uuid7


@asynccontextmanager
async def run_mail_catcher(settings: Settings) -> AsyncIterator[None]:
    """Accept mail at the host and port of `settings.mail`; write it to `settings.mailbox`."""
    folder = settings.mailbox
    folder.mkdir(parents=True, exist_ok=True)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(_FileHandler(folder), hostname="courier.vallmere.example", enable_SMTPUTF8=True),
        settings.mail.host,
        settings.mail.port,
    )
    try:
        yield
    finally:
        server.close()


class _FileHandler:
    """aiosmtpd's handler: every message becomes an `.eml` file. The names sort by arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        data = content if isinstance(content, bytes) else (content or "").encode()
        (self._folder / f"{uuid7().hex}.eml").write_bytes(data)
        return "250 kept"
