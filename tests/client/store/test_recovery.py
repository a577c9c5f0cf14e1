"""A damaged file costs what can be fetched again, and never what a person wrote."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.errors import ErrorCode
from broadsheet_client.store import migrations
from broadsheet_client.store.reader_store import FILE, ReaderStore, server_folder
from broadsheet_client.store.recovery import corruption_marker, open_database
from tests.client import responses

CURRENT = len(migrations.STEPS)
"""The step of today's schema."""
NOW = datetime(2026, 11, 23, tzinfo=UTC)
DRAFT = ShareDraft(article_id="a1", headline="The ferry sails", to=("ana@x.example",), idempotency_key="k1")


def filled(folder: Path) -> Path:
    """A store with an article, a queued share and a recipient, closed."""
    store = ReaderStore(folder)
    for number in range(200):
        store.articles.save_page(responses.article_page(number), now=NOW)
    store.outbox.queue(DRAFT)
    store.recipients.remember(["ana@x.example"])
    store.close()
    return folder / FILE


def set_aside(folder: Path) -> list[Path]:
    return list(folder.glob("*-aside.sqlite3"))


def test_a_good_file_opens_again_without_a_word(tmp_path: Path) -> None:
    filled(tmp_path)
    store = ReaderStore(tmp_path)
    assert store.warning is None
    assert store.articles.page("a1") is not None
    assert [entry.key for entry in store.outbox.entries()] == ["k1"]
    store.close()


@pytest.mark.parametrize(
    "rubbish", [b"this is no database at all, is it?" * 100, b"SQLite format 3\0" + b"x" * 5_000]
)
def test_rubbish_is_set_aside_with_a_note_and_reading_goes_on(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / FILE).write_bytes(rubbish)
    store = ReaderStore(tmp_path)
    assert store.warning is not None
    assert store.warning.code is ErrorCode.STORE_CORRUPT
    store.articles.save_page(responses.article_page(1), now=NOW).result()
    assert store.articles.page("a1") is not None
    store.close()
    (aside,) = set_aside(tmp_path)
    assert aside.read_bytes() == rubbish
    assert aside.name == store.warning.value


def test_a_page_that_breaks_while_reading_is_a_miss_and_the_next_start_saves_the_outbox(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = filled(tmp_path)
    _break_pages_of(path, "page")
    store = ReaderStore(tmp_path)
    assert store.warning is None
    assert store.articles.page("a150") is None
    assert "is damaged" in caplog.text
    store.close()
    store = ReaderStore(tmp_path)
    assert store.warning is not None
    assert [entry.draft for entry in store.outbox.entries()] == [DRAFT]
    assert store.recipients.recent() == ["ana@x.example"]
    assert store.articles.card("a1") is None
    store.close()
    store = ReaderStore(tmp_path)
    assert store.warning is None
    store.close()


def test_a_file_of_a_newer_reader_is_kept_for_it(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    store = ReaderStore(tmp_path)
    assert store.warning is not None
    assert store.warning.code is ErrorCode.STORE_NEWER
    assert [entry.key for entry in store.outbox.entries()] == ["k1"]
    store.close()
    assert len(set_aside(tmp_path)) == 1


def test_a_step_is_taken_on_what_is_there_after_copying_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)
    step = ("ALTER TABLE article ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    store = ReaderStore(tmp_path)
    assert store.warning is None
    assert store._database.rows("SELECT sum(starred), count(*) FROM article") == [(0, 200)]
    store.close()
    with closing(sqlite3.connect(tmp_path / f"reader-before-{CURRENT + 1}.sqlite3")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (CURRENT,)
        assert copy.execute("SELECT count(*) FROM page").fetchone() == (200,)


def test_what_an_older_reader_left_is_kept_from_a_damaged_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:1])
    path = tmp_path / FILE
    connection, _ = open_database(path)
    connection.execute(
        "INSERT INTO outbox (key, draft, state, created_at, changed_at) VALUES (?, ?, 'queued', 0, 0)",
        (DRAFT.idempotency_key, DRAFT.to_json()),
    )
    connection.close()
    monkeypatch.undo()
    corruption_marker(path).touch()
    store = ReaderStore(tmp_path)
    assert [(entry.draft, entry.not_before) for entry in store.outbox.entries()] == [(DRAFT, 0.0)]
    store.close()


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path)
    step = ("ALTER TABLE article ADD COLUMN starred INTEGER", "ALTER TABLE nothing ADD COLUMN x")
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    with pytest.raises(sqlite3.OperationalError):
        open_database(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (CURRENT,)
        assert "starred" not in {row[1] for row in connection.execute("PRAGMA table_info(article)")}


def test_where_nothing_can_be_saved_reading_still_works(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = ReaderStore(blocked / "store")
    assert store.warning is not None
    assert store.warning.code is ErrorCode.STORE_NOT_WRITABLE
    store.articles.save_page(responses.article_page(1), now=NOW).result()
    assert store.articles.page("a1") is not None
    store.close()


def test_each_server_has_its_own_folder(tmp_path: Path) -> None:
    servers = ["https://news.example", "http://news.example", "http://127.0.0.1:8080", "http://[::1]:8080"]
    assert len({server_folder(tmp_path, server) for server in servers}) == 4
    assert server_folder(tmp_path, "https://News.example/") == server_folder(tmp_path, "https://news.example")
    assert server_folder(tmp_path, "https://../../etc").parent == tmp_path


def _break_pages_of(path: Path, table: str) -> None:
    """Overwrite every page of a table but its first."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    content = bytearray(path.read_bytes())
    start = (root - 1) * size
    # Each cell pointer of the root but the first points outside the page; the header has their number.
    pointers = 2 * (int.from_bytes(content[start + 3 : start + 5]) - 1)
    content[start + 14 : start + 14 + pointers] = b"\xff" * pointers
    path.write_bytes(content)
