"""`broadsheet key` and `broadsheet migrate` as a person sees them."""

from pathlib import Path

import pytest
from sqlalchemy import text

from broadsheet_server.access.api_keys import find_key
from broadsheet_server.cli import main
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


def test_a_key_stands_alone_on_the_last_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["key", "create", "--scope", "share", "--scope", "edit", "--name", "desk", *data]) == 0
    plain = capsys.readouterr().out.splitlines()[-1]
    database = Database(Settings(data=tmp_path).store_url)
    with database.read() as session:
        found = find_key(session, plain)
        assert found is not None
        assert found.scopes == ["edit", "share"]
    database.dispose()

    assert main(["key", "list", *data]) == 0
    assert "desk" in (listed := capsys.readouterr().out)
    assert plain not in listed
    assert main(["key", "revoke", plain, *data]) == 0
    assert "Revoked: " in capsys.readouterr().out
    assert main(["key", "revoke", "bs_nobody", *data]) == 1
    assert "No key begins with “bs_nobody”." in capsys.readouterr().err


def test_an_unknown_scope_is_refused_with_the_ones_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["key", "create", "--scope", "everything"])
    assert stopped.value.code == 2
    assert "'share', 'edit'" in capsys.readouterr().err


def test_an_empty_list_says_how_to_make_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "list", "--data", str(tmp_path)]) == 0
    assert "broadsheet key create --scope share" in capsys.readouterr().out


def test_a_locked_store_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["migrate", "--data", str(tmp_path)]) == 0
    monkeypatch.setattr("broadsheet_server.storage.engines.BUSY_TIMEOUT_MS", 20)
    other = Database(Settings(data=tmp_path).store_url)
    with other.write() as session:
        session.execute(text("SELECT 1"))
        assert main(["key", "create", "--scope", "share", "--data", str(tmp_path)]) == 2
    other.dispose()
    assert "database is locked" in capsys.readouterr().err


def test_a_new_store_is_migrated_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--data", str(tmp_path / "new")]) == 0
    assert main(["migrate", "--data", str(tmp_path / "new")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("The store is now at revision ")
    assert second == "The store is up to date."
