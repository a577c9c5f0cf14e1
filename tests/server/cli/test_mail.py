"""`broadsheet mail` as an operator sees it."""

from pathlib import Path
from uuid import uuid4

import pytest

from broadsheet_server.cli import main
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.sharing.share_fixtures import SharingFixture


@pytest.fixture
def sharing(database: Database, settings: Settings) -> SharingFixture:
    """See `SharingFixture`."""
    return SharingFixture(database, settings)


def folder(sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The option that leads the command to the store of the fixture."""
    url = sharing.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("BROADSHEET_DATABASE_URL", url)
    return ["--data", str(Path("broadsheet-data"))]


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


def test_revoking_a_key_says_how_much_of_its_mail_is_cancelled(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sharing.share("friend@example.net", "pal@example.net")
    assert main(["key", "revoke", "bs", *folder(sharing, monkeypatch)]) == 0
    assert "is cancelled: 2." in capsys.readouterr().out
    assert sharing.states() == ["cancelled", "cancelled"]
