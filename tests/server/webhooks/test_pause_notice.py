"""The contact of a webhook that fails for long gets one mail that says why, and what to do."""

import asyncio
from datetime import timedelta

from broadsheet_server.operations.webhook_notices import WebhookNotices
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.settings import Settings
from broadsheet_server.webhooks.steer_webhook import pause_webhook
from tests.builders import publish
from tests.server.sharing.share_fixtures import with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.receiver import Reply


def settings_with(paper: Newspaper, server: SmtpServer) -> Settings:
    return paper.settings.model_copy(update={"mail": server.settings})


def gone(paper: Newspaper, **values: str) -> None:
    """A webhook whose receiver has said that it is gone."""
    paper.hook(contact="ops@cms.example", **values)
    publish(paper.database)
    paper.receiver.answer = lambda _: Reply(410)


def test_the_contact_is_told_once(paper: Newspaper) -> None:
    gone(paper, name="CMS =?utf-8?Q?=0A?= Bcc: x")

    async def act(server: SmtpServer) -> None:
        paper.settings = settings_with(paper, server)
        await asyncio.to_thread(paper.serve)
        for hours in range(3):
            await WebhookNotices(paper.database, paper.settings).send_due(paper.now + timedelta(hours=hours))

    server = with_smtp_server(act)
    assert server.recipients == ["ops@cms.example"]
    [message] = server.messages
    assert message["Subject"].startswith("Webhook paused: CMS")
    assert message["Bcc"] is None
    text = message.get_content()
    assert "The receiver says that it is gone for good (410)." in text
    [delivery] = paper.deliveries()
    assert global_id("Webhook", delivery.webhook_id) in text


def test_a_mail_that_the_relay_does_not_take_is_tried_again_later(paper: Newspaper) -> None:
    gone(paper)

    async def act(server: SmtpServer) -> None:
        paper.settings = settings_with(paper, server)
        server.replies["MAIL"].append("451 later")
        await asyncio.to_thread(paper.serve)
        assert server.mails == []
        notices = WebhookNotices(paper.database, paper.settings)
        await notices.send_due(paper.now + timedelta(minutes=5))
        assert server.mails == []
        await notices.send_due(paper.now + timedelta(hours=1))

    assert with_smtp_server(act).recipients == ["ops@cms.example"]


def test_nobody_is_told_where_somebody_paused_it_and_no_mail_waits_where_none_is_sent(
    paper: Newspaper,
) -> None:
    hook = paper.hook(contact="ops@cms.example")
    with paper.database.write() as session:
        pause_webhook(session, hook, paper.now)
    assert paper.webhook(hook).notice_at is None
    gone(paper)
    paper.serve()
    with paper.database.read() as session:
        assert not WebhookNotices.is_waiting(session)
