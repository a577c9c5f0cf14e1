"""An operator judges what the mail server would not take."""

from uuid import uuid4

import pytest

from broadsheet_server.cli import main
from broadsheet_server.sharing.outbox import quarantine
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer


def refused(sharing: SharingFixture) -> SmtpServer:
    sharing.share()
    server = SmtpServer()
    server.replies["RCPT"].append("550 5.7.1 <friend@example.net> refused")
    return with_smtp_server(sharing.work, server)


def test_a_refused_mail_is_held_and_can_be_sent_after_all(sharing: SharingFixture) -> None:
    server = refused(sharing)
    with sharing.database.read() as session:
        (mail,) = quarantine.quarantined_deliveries(session)
    assert (mail.recipient, mail.answer) == ("f…d@example.net", "550 5.7.1 … refused")
    sharing.later(days=2)
    with sharing.database.write() as session:
        assert quarantine.release(session, mail.delivery_id, now=sharing.now)
        assert not quarantine.release(session, mail.delivery_id, now=sharing.now)
        assert not quarantine.release(session, uuid4(), now=sharing.now)
    with_smtp_server(sharing.work, server)
    assert server.recipients == ["friend@example.net"]
    assert sharing.states() == ["sent"]


def test_the_command_shows_what_waits_and_what_is_held_and_releases_it(
    sharing: SharingFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(sharing)
    sharing.share("other@example.net")
    monkeypatch.setenv("BROADSHEET_DATABASE_URL", str(sharing.settings.database_url))
    data = ["--data", str(sharing.settings.data)]
    assert main(["mail", "list", *data]) == 0
    line, summary = capsys.readouterr().out.splitlines()
    assert "f…d@example.net  550 5.7.1 … refused" in line
    assert summary == "1 waiting, the oldest since 2026-11-23 08:00 UTC; 1 held."
    delivery_id = line.split()[0]
    assert main(["mail", "release", delivery_id, *data]) == 0
    assert main(["mail", "release", delivery_id, *data]) == 1
    assert f"{delivery_id} is not held" in capsys.readouterr().err
    assert sharing.states() == ["queued", "queued"]


def test_an_id_that_is_none_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["mail", "release", "everything"])
    assert "everything is not an id" in capsys.readouterr().err
