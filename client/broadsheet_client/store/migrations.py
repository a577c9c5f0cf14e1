"""The schema of the reader's database, as migration steps; `user_version` counts the applied steps."""

import sqlite3
from contextlib import closing
from pathlib import Path

from broadsheet_client.store.private_files import make_private

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE article (
            id TEXT PRIMARY KEY,
            slug TEXT NOT NULL,
            card TEXT NOT NULL,
            seen_at REAL NOT NULL,
            opened_at REAL
        )""",
        "CREATE INDEX article_slug ON article (slug)",
        "CREATE INDEX article_seen_at ON article (seen_at)",
        # Apart from the cards: lists read many cards and no pages.
        """CREATE TABLE page (
            article_id TEXT PRIMARY KEY REFERENCES article ON DELETE CASCADE,
            body TEXT NOT NULL,
            fetched_at REAL NOT NULL
        )""",
        """CREATE TABLE listing (
            section TEXT NOT NULL,
            position INTEGER NOT NULL,
            article_id TEXT NOT NULL REFERENCES article ON DELETE CASCADE,
            PRIMARY KEY (section, position)
        ) WITHOUT ROWID""",
        "CREATE UNIQUE INDEX listing_article ON listing (article_id, section)",
        """CREATE TABLE listing_end (
            section TEXT PRIMARY KEY,
            end_cursor TEXT,
            fetched_at REAL NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE outbox (
            key TEXT PRIMARY KEY,
            draft TEXT NOT NULL,
            state TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            message TEXT NOT NULL DEFAULT '',
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL
        )""",
        "CREATE TABLE recipient (address TEXT PRIMARY KEY COLLATE NOCASE, used_at REAL NOT NULL)",
        "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
    (
        # Unix time before which a queued share is not sent, so that it can be taken back.
        "ALTER TABLE outbox ADD COLUMN not_before REAL NOT NULL DEFAULT 0",
        # The last known ShareReceipt as JSON, and the Unix time of the first one.
        "ALTER TABLE outbox ADD COLUMN receipt TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE outbox ADD COLUMN accepted_at REAL NOT NULL DEFAULT 0",
    ),
)


class NewerSchemaError(Exception):
    """A newer reader wrote the file; its schema is unknown to this one."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply the missing steps in one transaction, after a backup beside the file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise NewerSchemaError(f"tables of step {version}, this reader knows {len(STEPS)}")
    if version == len(STEPS):
        return
    if version:
        _copy(connection, path.with_name(f"{path.stem}-before-{version + 1}{path.suffix}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (statement for step in STEPS[version:] for statement in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    make_private(target)
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
