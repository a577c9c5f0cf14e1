"""Write the next migration: `make migration m="What it is for"`.

Alembic compares a new SQLite store, brought up to date, with the tables of `broadsheet_server.models`. What
it writes is a draft: read it, and say there what a comparison cannot see (values of existing rows, a rename).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from broadsheet_server.models import metadata
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import configuration, migrate, revisions


def main() -> None:
    """Write it, in the form of the code, and say where it is."""
    message = " ".join(sys.argv[1:]).strip().rstrip(".")
    if not message:
        sys.exit('Say what the migration is for: make migration m="Overlines of articles"')
    path = write_migration(message)
    path.write_text(plain(path.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run([Path(sys.executable).parent / "ruff", "format", "--quiet", path], check=True)  # noqa: S603
    sys.stdout.write(f"{path} is written. Read it, then run tests/server/storage/test_migration.py.\n")


def write_migration(message: str) -> Path:
    """The file of the next migration, numbered after the last."""
    number = f"{int(revisions()[-1]) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        store = Database(sqlite_url(Path(folder) / "store.sqlite3"))
        migrate(store)
        with store.engine.begin() as connection:
            config = configuration(connection)
            config.attributes["target_metadata"] = metadata
            config.set_main_option("file_template", f"{number}_{file_name(message)}")
            script = command.revision(config, message, autogenerate=True, rev_id=number)
        store.dispose()
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def plain(source: str) -> str:
    """The source without Alembic's remarks, and without the blank lines that it leaves."""
    without = re.sub(r"^ +# ###.*\n", "", source, flags=re.MULTILINE)
    return re.sub(r"\n{3,}(?=revision|\Z)", "\n\n", re.sub(r"\n\n+(?=\n\n\n|\Z)", "", without))


def file_name(message: str) -> str:
    """The words of a sentence as the name of a module."""
    return re.sub(r"\W+", "_", message.lower()).strip("_")


if __name__ == "__main__":
    main()
