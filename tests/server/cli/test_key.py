"""`broadsheet key`, `broadsheet audit` and `broadsheet migrate` as a person sees them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from broadsheet_server.access.api_keys import find_key
from broadsheet_server.cli import main
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

pytestmark = pytest.mark.usefixtures("empty_paper")


def test_a_key_stands_alone_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["key", "create", "--scope", "share", "--scope", "edit", "--name", "desk", *data]) == 0
    printed = capsys.readouterr()
    token = printed.out.strip()
    assert "This key allows: edit, share." in printed.err
    assert opens(tmp_path, token) == ["edit", "share"]

    assert main(["key", "list", *data]) == 0
    assert "desk" in (listed := capsys.readouterr().out)
    assert "never used" in listed
    assert token not in listed
    assert main(["key", "revoke", token, *data]) == 0
    assert "Revoked: " in capsys.readouterr().out
    assert opens(tmp_path, token) is None
    assert main(["key", "revoke", "bs_nobody", *data]) == 1
    assert "No key begins with “bs_nobody”." in capsys.readouterr().err


def test_a_key_is_replaced_by_another_that_stands_alone_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["key", "create", "--scope", "edit", "--expires", "90d", *data]) == 0
    first = capsys.readouterr().out.strip()
    assert main(["key", "rotate", first[:11], "--overlap", "12h", *data]) == 0
    printed = capsys.readouterr()
    second = printed.out.strip()
    assert "the old one works until " in printed.err
    assert opens(tmp_path, first) == opens(tmp_path, second) == ["edit"]
    assert main(["key", "list", *data]) == 0
    assert f"({first[:11]}… until " in capsys.readouterr().out
    assert main(["key", "rotate", second, "--overlap", "0", *data]) == 0
    assert "the old one opens nothing any more" in capsys.readouterr().err
    assert opens(tmp_path, first) is opens(tmp_path, second) is None


def test_a_key_of_sections_names_sections_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    wrong = ["key", "create", "--scope", "edit", "--section", "city", *data]
    assert main(wrong) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (
        "",
        "broadsheet: There is no section “city”: see `broadsheet section list`.\n",
    )
    database = Database(Settings(data=tmp_path).store_url)
    publish(database, section_path="city")
    database.dispose()
    assert main(wrong) == 0
    assert "edit in city" in capsys.readouterr().err


def test_the_audit_log_says_who_made_which_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["audit", *data]) == 0
    assert capsys.readouterr().out == "There are no such entries.\n"
    main(["key", "create", "--scope", "share", "--name", "one", *data])
    token = capsys.readouterr().out.strip()
    main(["key", "revoke", token, *data])
    capsys.readouterr()
    assert main(["audit", *data]) == 0
    revoked, created = capsys.readouterr().out.splitlines()
    assert "command line" in revoked
    assert "key revoke ApiKey" in revoked
    assert created.endswith(f"{token[:11]}… one: share")
    assert main(["audit", "--action", "key create", "--json", *data]) == 0
    [entry] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (entry["actor_kind"], entry["outcome"]) == ("command_line", "done")
    assert main(["audit", "--refused", *data]) == 0
    assert capsys.readouterr().out == "There are no such entries.\n"
    assert main(["audit", "--action", "key creat", *data]) == 0
    assert "There are no such entries; maybe “key create” is meant.\n" in capsys.readouterr().out
    assert main(["audit", "--key", "bs_nobody", *data]) == 1


def opens(folder: Path, token: str) -> list[str] | None:
    """The scopes of the key that a token opens."""
    database = Database(Settings(data=folder).store_url)
    try:
        with database.read() as session:
            found = find_key(session, token, now=datetime.now(UTC))
            return None if found is None else found.scopes
    finally:
        database.dispose()


@pytest.mark.parametrize("text", ["soon", "5", "-1d", "99999999d", "1w", "0", "0d"])
def test_a_time_that_is_none_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["key", "create", "--scope", "share", f"--expires={text}"])
    assert text in capsys.readouterr().err


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
    first, new, second = capsys.readouterr().out.splitlines()
    assert first.startswith("The store is now at revision ")
    assert new == f"A new, empty paper was made in {tmp_path / 'new'}."
    assert second == "The store is up to date."
