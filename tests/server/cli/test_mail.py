"""`broadsheet mail` as an operator sees it."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from broadsheet_server.cli import main
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer


@pytest.fixture
def sharing(database: Database, settings: Settings) -> SharingFixture:
    """See `SharingFixture`."""
    return SharingFixture(database, settings)


def folder(sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The option that leads the command to the store of the fixture."""
    url = sharing.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("BROADSHEET_DATABASE_URL", url)
    return ["--data", str(Path("broadsheet-data"))]


def use(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the mail server."""
    values = {
        "MAIL__HOST": "127.0.0.1",
        "MAIL__PORT": str(server.settings.port),
        "MAIL__TLS": "none",
        "MAIL__SENDER": "share@courier.example",
        "PUBLIC_URL": "https://news.example",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"BROADSHEET_{name}", value)


def test_mail_is_held_resumed_and_cancelled_by_its_id(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sharing.share()
    data, delivery_id = folder(sharing, monkeypatch), str(sharing.delivery().id)
    for change, said, state in (
        ("hold", "Held: 1.", "held"),
        ("resume", "Resumed: 1.", "queued"),
        ("cancel", "Cancelled: 1.", "cancelled"),
    ):
        assert main(["mail", "list", "--waiting", *data]) == 0
        assert delivery_id in capsys.readouterr().out
        assert main(["mail", change, delivery_id, *data]) == 0
        assert said in capsys.readouterr().out
        assert sharing.states() == [state]
    assert main(["mail", "cancel", str(uuid4()), *data]) == 1


def test_the_list_says_what_the_mail_server_replied_last(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sharing.share()
    delivery = sharing.delivery()
    delivery.answer = "554 5.7.1 client host rejected"
    with sharing.database.write() as session:
        session.merge(delivery)
    assert main(["mail", "list", *folder(sharing, monkeypatch)]) == 0
    assert "554 5.7.1 client host rejected" in capsys.readouterr().out


def test_a_failing_mail_server_is_told_and_tried_again_at_once_when_the_operator_says_so(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sharing.share()
    server, data = SmtpServer(), folder(sharing, monkeypatch)
    server.cuts.append("greeting")

    async def act(server: SmtpServer) -> None:
        use(server, monkeypatch)
        await sharing.work(server)
        assert await asyncio.to_thread(main, ["mail", "list", *data]) == 0
        told = capsys.readouterr().out
        assert f"127.0.0.1:{server.settings.port} fails since 2026-11-23 08:00 UTC: " in told
        await sharing.work(server)
        assert server.mails == []
        assert await asyncio.to_thread(main, ["mail", "resume", *data]) == 0
        await asyncio.to_thread(main, ["mail", "list", *data])
        assert "fails since" not in capsys.readouterr().out
        await sharing.work(server)

    assert len(with_smtp_server(act, server).mails) == 1


def test_mail_that_is_cancelled_or_held_has_to_be_named(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for change in ("cancel", "hold"):
        with pytest.raises(SystemExit):
            main(["mail", change, *folder(sharing, monkeypatch)])
    assert "--all" in capsys.readouterr().err


def walk(server: SmtpServer, monkeypatch: pytest.MonkeyPatch, address: str = "me@news.example") -> int:
    """The exit status of `broadsheet mail test` with this server."""
    statuses = []

    async def act(server: SmtpServer) -> None:
        use(server, monkeypatch)
        statuses.append(await asyncio.to_thread(main, ["mail", "test", address]))

    with_smtp_server(act, server)
    return statuses[0]


def test_the_test_mail_is_told_step_by_step_and_what_comes_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = SmtpServer()
    assert walk(server, monkeypatch) == 0
    told = capsys.readouterr().out
    assert told.count("ok     ") == 6
    assert "not needed: mail.user is not set" in told
    assert told.endswith("See whether it arrives, and in which folder.\n")
    assert server.recipients == ["me@news.example"]


def test_a_test_mail_that_fails_says_what_to_change(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = SmtpServer()
    server.replies["MAIL"].append("553 5.7.1 not your address")
    assert walk(server, monkeypatch) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].split() == ["FAILED", "sender", "553", "5.7.1", "not", "your", "address"]
    assert lines[-1].startswith("Check mail.sender")


def test_without_a_mail_server_and_to_no_address_no_test_mail_is_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["mail", "test", "me@news.example", "--data", str(tmp_path)]) == 1
    assert "mail.host is not set" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["mail", "test", "nobody", "--data", str(tmp_path)])
    assert "nobody" not in capsys.readouterr().out


def test_revoking_a_key_says_how_much_of_its_mail_is_cancelled(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sharing.share("friend@example.net", "pal@example.net")
    assert main(["key", "revoke", "bs", *folder(sharing, monkeypatch)]) == 0
    assert "is cancelled: 2." in capsys.readouterr().out
    assert sharing.states() == ["cancelled", "cancelled"]
