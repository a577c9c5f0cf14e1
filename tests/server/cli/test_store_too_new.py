"""Every command says in the same words that the store is of a newer version, and leaves it alone."""

from pathlib import Path

import pytest
from sqlalchemy import text

from broadsheet_server.cli import main
from broadsheet_server.storage.database import Database

COMMANDS = {
    "import": ("import", "{data}"),
    "migrate": ("migrate",),
    "reindex": ("reindex",),
    "key create": ("key", "create", "--scope", "share"),
    "key list": ("key", "list"),
    "key revoke": ("key", "revoke", "bs_x"),
    "mail list": ("mail", "list"),
    "mail release": ("mail", "release", "01a21b1b-d13e-796f-b68d-a27193491c1a"),
    "serve": ("serve", "--port", "0"),
}


@pytest.fixture
def newer_store(store_url: str, database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A store that a newer version has migrated, as the one of the settings."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    monkeypatch.setenv("BROADSHEET_DATABASE_URL", store_url)
    return database


@pytest.mark.usefixtures("newer_store")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_newer_store_is_left_alone_and_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    arguments = [argument.format(data=tmp_path) for argument in COMMANDS[command]]
    assert main([*arguments, "--data", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert (
        "The store is at revision from the future, which this version of Broadsheet does not know. "
        "Install the version that wrote it, or a newer one."
    ) in printed.err
