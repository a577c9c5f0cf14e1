"""The demo's mail server: what is sent to it becomes a file, whoever it is for."""

import asyncio
from pathlib import Path

from broadsheet_server.demo.mailbox import run_mail_catcher
from broadsheet_server.settings import MailSettings, Settings
from broadsheet_server.sharing.outbox.queue import AttemptOutcome
from broadsheet_server.sharing.outbox.smtp import SmtpRelay
from tests.end_to_end.installation import free_port


async def nothing() -> None:
    """There is no outbox to mark."""


def test_mail_for_anyone_is_kept_on_this_machine_byte_by_byte(tmp_path: Path) -> None:
    mail = MailSettings(host="127.0.0.1", port=free_port(), tls="none")
    settings = Settings(data=tmp_path, mail=mail, demo_mailbox=True)

    async def day() -> None:
        async with run_mail_catcher(settings):
            relay = SmtpRelay(mail)
            for recipient in ("friend@example.net", "pal@example.org"):
                message = f"To: {recipient}\r\n\r\nhello\r\n".encode()
                result = await relay.send(recipient, message, before_final_dot=nothing)
                assert result.outcome is AttemptOutcome.SENT
            await relay.close()

    asyncio.run(day())
    kept = [path.read_bytes() for path in sorted(settings.mailbox.glob("*.eml"))]
    assert kept == [
        f"To: {name}\r\n\r\nhello\r\n".encode() for name in ("friend@example.net", "pal@example.org")
    ]
