"""What waits to be sent survives a kill, and what was sent is not queued again."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from broadsheet_client.api.generated import ShareProblem
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxState, Queued, Rejected
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.store.reader_store import ReaderStore

DRAFT = ShareDraft(
    article_id="a1", headline="轮渡复航", to=("ana@x.example",), sender_name="Bo", idempotency_key="k1"
)


def test_an_entry_goes_through_its_states_under_one_key(store: ReaderStore) -> None:
    store.outbox.save_draft(DRAFT).result()
    assert store.outbox.entries()[0].state == OutboxState.DRAFT
    changed = replace(DRAFT, note="Look!")
    store.outbox.queue(changed).result()
    why = Queued(ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE))
    store.outbox.set_state("k1", OutboxState.QUEUED, reason=why, counts_as_attempt=True).result()
    (entry,) = store.outbox.entries()
    assert (entry.draft, entry.state, entry.attempts) == (changed, OutboxState.QUEUED, 1)
    assert entry.reason == why
    store.outbox.set_state("k1", OutboxState.SENT, counts_as_attempt=True).result()
    assert store.outbox.entry("k1") == store.outbox.entries()[0]
    store.outbox.delete("k1").result()
    assert store.outbox.entry("k1") is None


def test_why_it_was_refused_is_kept_without_words_of_any_language(store: ReaderStore) -> None:
    problem = ShareProblem("NOTE_TOO_LONG", "The note is too long.", ("input", "note"), None)
    why = Rejected(ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_REJECTED), (problem,))
    store.outbox.queue(DRAFT)
    store.outbox.set_state("k1", OutboxState.FAILED, reason=why).result()
    assert store.outbox.entries()[0].reason == why


def test_a_sentence_that_an_older_reader_kept_is_passed_over(store: ReaderStore) -> None:
    store.outbox.queue(DRAFT).result()
    store._database.write(
        lambda connection: connection.execute("UPDATE outbox SET message = 'Too long.'")
    ).result()
    assert store.outbox.entries()[0].reason is None


def test_what_is_queued_is_no_draft_any_more_and_what_is_sent_is_not_sent_again(store: ReaderStore) -> None:
    store.outbox.queue(DRAFT)
    store.outbox.save_draft(DRAFT).result()
    assert store.outbox.entries()[0].state == OutboxState.QUEUED
    store.outbox.set_state("k1", OutboxState.SENT)
    store.outbox.queue(DRAFT).result()
    assert store.outbox.entries()[0].state == OutboxState.SENT


def test_an_entry_that_cannot_be_read_does_not_hide_the_others(store: ReaderStore) -> None:
    store.outbox.queue(DRAFT)
    store.outbox.queue(replace(DRAFT, idempotency_key="k2")).result()
    store._database.write(
        lambda connection: connection.execute("UPDATE outbox SET draft = 'x' WHERE key = 'k1'")
    ).result()
    assert [entry.key for entry in store.outbox.entries()] == ["k2"]


@pytest.mark.program
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_what_was_promised_survives_kill_9(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from broadsheet_client.core.share_draft import ShareDraft\n"
        "from broadsheet_client.store.reader_store import ReaderStore\n"
        "store = ReaderStore(pathlib.Path(sys.argv[1]))\n"
        "for number in range(10_000):\n"
        "    draft = ShareDraft(article_id='a', headline='h', idempotency_key=f'k{number}')\n"
        "    store.outbox.queue(draft).result()\n"
        "    print(number, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        promised = 0
        for line in reader.stdout:
            promised = int(line) + 1
            if promised == 20:
                break
        os.kill(reader.pid, signal.SIGKILL)
        promised += len(reader.stdout.read().splitlines())
    store = ReaderStore(tmp_path)
    assert store.warning is None
    kept = {entry.key for entry in store.outbox.entries()}
    assert kept >= {f"k{number}" for number in range(promised)}
    store.close()
