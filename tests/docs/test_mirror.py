"""A mirror by docs/integrators/mirror.md is equal to the paper, now and after each change."""

import sqlite3
import sys
import time
from contextlib import closing
from http.client import IncompleteRead
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests.docs.page import DOCS, INSTALL, Reader, blocks
from tests.end_to_end.installation import Installation, free_port

PAGE = DOCS / "integrators" / "mirror.md"
PATIENCE = 20.0
PUBLISH = """mutation { publishArticle(input: { article: {
  headline: "Fog keeps the ferries in", bodyHtml: "<p>No ferry left.</p>", section: "city"
} }) { article { id } userErrors { message } } }"""
WITHDRAW = """mutation { withdrawArticle(input: {
  article: "%s", kind: LEGAL, note: "By order of a court."
}) { userErrors { message } } }"""


def rows(reader: Reader, statement: str) -> list[tuple[str, ...]]:
    """What is in the mirror."""
    with closing(sqlite3.connect(reader.folder / "mirror.sqlite3")) as mirror:
        return mirror.execute(statement).fetchall()


def wait_for(reader: Reader, statement: str) -> list[tuple[str, ...]]:
    """What is in the mirror as soon as there is something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := rows(reader, statement)):
        assert time.monotonic() < deadline, statement
        time.sleep(0.05)
    return found


def test_a_mirror_has_every_article_and_follows_what_is_published_and_withdrawn(
    reader: Reader, paper: Installation
) -> None:
    reader.follow(PAGE)
    public = paper.ask("{ articles(first: 100) { nodes { id headline } } }")["articles"]["nodes"]
    assert sorted(rows(reader, "SELECT id, headline FROM article")) == sorted(
        (each["id"], each["headline"]) for each in public
    )

    key = reader.environment["BROADSHEET_KEY"]
    with reader.running(sys.executable, "mirror.py", "--live") as program:
        assert program.stdout
        assert "articles up to sequence" in program.stdout.readline()
        article = paper.ask(PUBLISH, key=key)["publishArticle"]["article"]["id"]
        new = f"SELECT headline FROM article WHERE id = '{article}'"
        assert wait_for(reader, new) == [("Fog keeps the ferries in",)]
        paper.ask(WITHDRAW % article, key=key)
        gone = f"SELECT kind, note FROM tombstone WHERE id = '{article}'"
        assert wait_for(reader, gone) == [("LEGAL", "By order of a court.")]
        assert rows(reader, new) == []


def test_a_mirror_of_a_paper_that_has_lost_its_last_changes_reads_everything_again(reader: Reader) -> None:
    program = next(block for block in blocks(PAGE) if block.title == "mirror.py")
    reader.save("mirror.py", program.text)
    filled = reader.type("python mirror.py")
    with closing(sqlite3.connect(reader.folder / "mirror.sqlite3")) as mirror, mirror:
        mirror.execute("UPDATE position SET sequence = sequence + 1000")
        mirror.execute("INSERT INTO article VALUES ('lost', 'What was lost', '{}')")
    assert reader.type("python mirror.py") == filled
    assert rows(reader, "SELECT id FROM article WHERE id = 'lost'") == []


def test_a_mirror_goes_on_when_the_paper_was_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = next(block.text for block in blocks(PAGE) if block.title == "mirror.py")
    names: dict[str, Any] = {"__name__": "mirror"}
    exec(compile(program, "mirror.py", "exec"), names)
    answers: list[BaseException | None] = [
        *(None, ConnectionResetError(), IncompleteRead(b""), URLError("refused")),
        SystemExit("enough"),
    ]

    def catch_up(mirror: Any) -> None:
        if answer := answers.pop(0):
            if isinstance(answer, SystemExit):
                mirror.database.close()  # which the program leaves to its end
            raise answer

    names["catch_up"] = catch_up
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["mirror.py", "--live"])
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(SystemExit, match="enough"):
        names["main"]()


def test_a_mirror_is_told_by_a_webhook(reader: Reader, paper: Installation) -> None:
    for block in blocks(PAGE):
        if block.title and block.title != INSTALL:
            reader.save(block.title, block.text)
    reader.type("python mirror.py")
    port = free_port()
    secret = reader.type(f"python make_hook.py http://127.0.0.1:{port}/changes").strip()
    reader.environment["WEBHOOK_SECRET"] = secret
    with reader.running(sys.executable, "hook.py", str(port)):
        key = reader.environment["BROADSHEET_KEY"]
        article = paper.ask(PUBLISH, key=key)["publishArticle"]["article"]["id"]
        wait_for(reader, f"SELECT headline FROM article WHERE id = '{article}'")
        paper.ask(WITHDRAW % article, key=key)
        wait_for(reader, f"SELECT kind FROM tombstone WHERE id = '{article}'")
