"""Nobody gets a card that is older than the question."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.plans import cards
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText
from tests.builders import NOW
from tests.server.execution.plans.store_asked import StoreAsked

READS = int(os.environ.get("CARD_READS", "300"))
"""How often is read while another process writes; many thousands before a release."""

FRONT_PAGE = """{ articles { nodes { slug headline section { name } authors { name } tags { label }
    leadImage { url alt } related { nodes { slug headline } } }
    edges { cursor node { id headline source { name } corrections { text } } } } }"""
CARDS = "{ articles { nodes { slug headline section { name } leadImage { url alt } } } }"
CHANGES = (
    "UPDATE article SET headline = 'Another headline' WHERE slug = 'story-1'",
    "UPDATE article SET source_name = 'Another source' WHERE source_name IS NOT NULL",
    "UPDATE section SET name = 'Another section'",
    "UPDATE author SET name = 'Another author'",
    "UPDATE tag SET label = 'Another tag'",
    "UPDATE image SET alt = 'Another image'",
    "UPDATE rendition SET location = 'another.png'",
    "UPDATE correction SET text = 'Another correction'",
    "DELETE FROM article_tag",
    "UPDATE article SET lead_image_id = NULL",
    "UPDATE related SET ids = zeroblob(length(ids))",
    "UPDATE article SET embargoed_until = '2124-01-01 00:00:00.000000' WHERE slug = 'story-4'",
    "UPDATE article SET status = 'withdrawn' WHERE slug = 'story-1'",
)
WRITER = """
import os, sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=8)
counter = os.open(sys.argv[2], os.O_RDWR)
number = 0
while True:
    number += 1
    store.execute("UPDATE article SET headline = ? WHERE slug = 'story-1'", (str(number),))
    os.pwrite(counter, number.to_bytes(8, "big"), 0)
"""


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Only SQLite says for certain that nothing has changed."""
    return sqlite_store


def planned(asked: StoreAsked, document: Document, now: Any = NOW) -> bytes:
    """The data of an answer by a plan."""
    before = COUNTS.planned
    data, errors = asked.answer(document, {}, now)
    assert (COUNTS.planned, errors) == (before + 1, "[]")
    return data


def asked_often(asked: StoreAsked, text: str) -> Document:
    """A document whose cards are kept."""
    document = DocumentCache().get(text)
    asked.answer(document, {})
    for _ in range(2):
        planned(asked, document)
    return document


def test_whatever_changes_is_seen_at_once(asked: StoreAsked) -> None:
    document = asked_often(asked, FRONT_PAGE)
    for change in CHANGES:
        before = planned(asked, document)
        with asked.database.write() as session:
            session.execute(text(change))
        after = planned(asked, document)
        assert after == asked.answer(DocumentCache().get(FRONT_PAGE), {})[0], change
        assert after != before, change


def test_what_time_alone_changes_is_seen_too(asked: StoreAsked) -> None:
    with asked.database.write() as session:
        later = f"{NOW + timedelta(hours=1):%Y-%m-%d %H:%M:%S}.000000"
        session.execute(text("UPDATE article SET expires_at = :at WHERE slug = 'story-1'"), {"at": later})
        session.execute(
            text("UPDATE article SET embargoed_until = :at WHERE slug = 'story-4'"), {"at": later}
        )
    document = asked_often(asked, CARDS)
    before = slugs(planned(asked, document))
    after = slugs(planned(asked, document, NOW + timedelta(hours=2)))
    assert before - after == {"story-1"}
    assert after - before == {"story-4"}


def slugs(data: bytes) -> set[str]:
    """Which articles are shown."""
    return {node["slug"] for node in orjson.loads(data)["articles"]["nodes"]}


def test_no_answer_is_older_than_what_another_process_had_committed(
    asked: StoreAsked, tmp_path: Path
) -> None:
    document = asked_often(asked, CARDS)
    counter = tmp_path / "counter"
    counter.write_bytes(bytes(8))
    command = [sys.executable, "-c", WRITER, str(asked.database.url.database), str(counter)]
    file = os.open(counter, os.O_RDONLY)
    writer = subprocess.Popen(command)
    try:
        reads = first = committed = 0
        while reads < READS:
            committed = int.from_bytes(os.pread(file, 8, 0), "big")
            nodes = orjson.loads(planned(asked, document))["articles"]["nodes"]
            [shown] = [node["headline"] for node in nodes if node["slug"] == "story-1"]
            assert (int(shown) if shown.isdecimal() else 0) >= committed
            assert writer.poll() is None
            reads += committed > 0  # counted from the first commit on
            first = first or committed
        assert committed > first
    finally:
        writer.kill()
        writer.wait()
        os.close(file)


def test_the_same_cards_serve_every_plan_and_are_not_read_again(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = "nodes { slug x: headline section { name } leadImage { url alt } }"
    asked_often(asked, f"{{ articles {{ {card} }} }}")
    other = asked_often(asked, f"{{ one: articles(first: 5) {{ edges {{ node {{ slug }} }} {card} }} }}")
    sent: list[str] = []
    fetch_rows = asked.database.fetch_rows

    async def noted(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        sent.append(statement.sql)
        return await fetch_rows(statement, *arguments, **options)

    monkeypatch.setattr(asked.database, "fetch_rows", noted)
    planned(asked, other)
    assert len(sent) == 1
    assert "rendition" not in sent[0]

    third = DocumentCache().get(f"{{ articles(orderBy: OLDEST) {{ {card} }} }}")
    asked.answer(third, {})
    sent.clear()
    planned(asked, third)
    assert len(sent) == 1


def test_cards_take_only_so_much_memory(asked: StoreAsked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "CARDS_BYTES_MAX", 2_000)
    document = asked_often(asked, CARDS)
    version = asked.database.data_version()
    assert version is not None
    assert cards.card_store(asked.database, version).bytes_kept <= 2_000
    assert planned(asked, document) == asked.answer(DocumentCache().get(CARDS), {})[0]
