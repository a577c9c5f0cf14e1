"""Nobody gets a card that is older than the question."""

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import select

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.followers import advance_follower
from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.plans import kept_data, kept_reads
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.related.list_store import delete_lists
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, publish
from tests.processes import ending_with_us
from tests.server.execution.plans.asked_again import (
    CARDS,
    Change,
    asked_often,
    by_hand,
    commit,
    executed,
    newly_published,
    noted_statements,
    planned,
    revised,
    slugs,
    story,
)
from tests.server.execution.plans.store_asked import StoreAsked
from tests.server.execution.plans.varied_articles import KINDS

READS = int(os.environ.get("CARD_READS", "300"))
"""How often is read while another process writes; many thousands before a release."""

FRONT_PAGE = """{ articles { nodes { slug headline section { name } authors { name } tags { label }
    leadImage { url alt } related { nodes { slug headline } } }
    edges { cursor node { id headline source { name } corrections { text } } } } }"""
RELATED = '{ article(by: {slug: "story-0"}) { related(first: 1) { nodes { slug headline } } } }'
LONE = """{ article(by: {slug: "story-1"}) { slug related(first: 2) { edges { score node { slug headline } } }
    headline bodyHtml section { name } authors { name } tags(kind: PERSON) { label } all: tags { label }
    leadImage { url alt } corrections { text } source { name } } }"""
PARTS = """{ articles { nodes { slug headline section { name } authors { name } tags { label sameAs }
    leadImage { url alt } source { name } corrections { text } } } }"""
RACED = f"""{CARDS[:-1]}
    article(by: {{slug: "story-1"}}) {{ headline bodyHtml related {{ nodes {{ slug }} }} }} }}"""


WIKIDATA = "https://www.wikidata.org/wiki/Q1"
CHANGES: tuple[Change, ...] = (
    revised(headline="Another headline"),
    revised(source_name="Another source"),
    revised(authors=(DraftAuthor("Another author"),), tags=(DraftTag("Another tag", TagKind.TOPIC),)),
    revised(images=(DraftImage("Another image", "image/png", 4, 3, url="https://pictures.example/9.png"),)),
    lambda session: correct(session, story(session, "story-1"), "Another correction", now=NOW),
    lambda session: arrange_sections(session, [("city/transport", "Another section")]),
    by_hand("UPDATE author SET name = 'Another name'", shared=True),
    by_hand("UPDATE tag SET label = 'Another label'", shared=True),
    newly_published(tags=(DraftTag("TOPIC 1", KINDS[0], scheme="medtop", code="1", same_as=(WIKIDATA,)),)),
    by_hand("UPDATE image SET alt = 'Other words'", shared=True),
    by_hand("UPDATE rendition SET location = 'another.png'", shared=True),
    lambda session: delete_lists(session, session.exec(select(Related.article_id)).all()),
    lambda session: pin_related(session, story(session, "story-0"), [story(session, "story-4")]),
    by_hand(
        "UPDATE article SET embargoed_until = '2124-01-01 00:00:00.000000' WHERE slug = 'story-4'",
        shared=True,
    ),
    lambda session: withdraw(session, story(session, "story-1"), now=NOW),
    lambda session: restore(session, story(session, "story-1"), now=NOW),
)
WRITER = """
import os, sys
sys.path.insert(0, sys.argv[3])
from broadsheet_server.storage.database import Database
from tests.builders import publish
database = Database(sys.argv[1])
counter = os.open(sys.argv[2], os.O_RDWR)
number = 0
while True:
    number += 1
    publish(database, external_reference="urn:story:1", section_path="city/transport", headline=str(number))
    os.pwrite(counter, number.to_bytes(8, "big"), 0)
"""


def test_whatever_changes_is_seen_at_once(asked: StoreAsked) -> None:
    front_page, others = (
        asked_often(asked, FRONT_PAGE),
        {text_: asked_often(asked, text_) for text_ in (LONE, PARTS)},
    )
    for number, change in enumerate(CHANGES):
        before = planned(asked, front_page)
        commit(asked, change)
        after = planned(asked, front_page)
        assert after == executed(asked, FRONT_PAGE), number
        assert after != before, number
        for text_, document in others.items():
            assert planned(asked, document) == executed(asked, text_), number


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


def test_a_related_article_that_is_known_is_not_asked_for_until_it_expires(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    expires_at = NOW + timedelta(hours=1)
    commit(asked, revised(expires_at=expires_at))
    document = asked_often(asked, RELATED)
    sent = noted_statements(asked, monkeypatch)
    for now, shown in ((expires_at - timedelta(seconds=1), True), (expires_at, False)):
        sent.clear()
        data = planned(asked, document, now)
        assert (b'"story-1"' in data) is shown
        assert (not sent) is shown


@pytest.mark.program
def test_no_answer_is_older_than_what_another_process_had_committed(
    asked: StoreAsked, tmp_path: Path
) -> None:
    document = asked_often(asked, RACED)
    counter = tmp_path / "counter"
    counter.write_bytes(bytes(8))
    url = asked.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WRITER, url, str(counter), str(Path(__file__).parents[4])]
    file = os.open(counter, os.O_RDONLY)
    writer = subprocess.Popen(ending_with_us(*command))
    try:
        reads = first = committed = 0
        while reads < READS or committed == first:
            committed = int.from_bytes(os.pread(file, 8, 0), "big")
            data = orjson.loads(planned(asked, document))
            [listed] = [node for node in data["articles"]["nodes"] if node["slug"] == "story-1"]
            for shown in (listed["headline"], data["article"]["headline"]):
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
    for arguments in ("first: 5", "orderBy: OLDEST"):
        other = DocumentCache().get(f"{{ one: articles({arguments}) {{ edges {{ cursor }} {card} }} }}")
        asked.answer(other, {})
        sent = noted_statements(asked, monkeypatch)
        planned(asked, other)
        assert [("rendition" in each) for each in sent] == [False]
        monkeypatch.undo()


def test_what_is_asked_a_third_time_is_not_read_until_it_changes(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    lone = '{ article(by: {slug: "story-0"}) { headline bodyHtml related(first: 1) { nodes { slug } } } }'
    documents = [asked_often(asked, text) for text in (CARDS, lone)]
    sent = noted_statements(asked, monkeypatch)
    for document in documents:
        planned(asked, document)
    assert not sent
    commit(asked, lambda session: advance_follower(session, "somebody", 1, since=0))
    for document in documents:
        planned(asked, document)
    assert not sent
    publish(asked.database, headline="One more")
    planned(asked, documents[0])
    assert len(sent) == 3  # when the next moment is, the page, and the card that is new on it
    sent.clear()
    planned(asked, documents[1])
    assert not sent  # the article has not changed, and its related list was not written


def test_an_article_is_known_by_its_name_until_another_one_takes_it(asked: StoreAsked) -> None:
    by_slug = "query ($slug: String!) { article(by: {slug: $slug}) { id headline } }"
    document = DocumentCache().get(by_slug)
    for _ in range(3):
        asked.answer(document, {"slug": "story-1"})
    with asked.database.write() as session:
        first, second = story(session, "story-1"), story(session, "story-2")
        for article_id, slug in ((first, "story-100"), (second, "story-1")):
            session.get_one(Article, article_id).slug = slug
            session.flush()
        feed.record_parts_change(session)
    for slug in ("story-100", "story-1"):  # the first one is kept again, under its new name
        variables = {"slug": slug}
        assert asked.answer(document, variables) == asked.answer(DocumentCache().get(by_slug), variables)


def test_an_article_page_that_is_kept_whole_is_not_kept_as_a_card_too(asked: StoreAsked) -> None:
    asked.is_answer_kept = True
    asked_often(asked, RELATED)
    related = kept_of(asked).bytes_kept
    document = asked_often(asked, LONE)
    kept_whole = kept_of(asked).bytes_kept - related
    assert planned(asked, document) == executed(asked, LONE)
    asked.is_answer_kept = False
    planned(asked, document)
    body_and_all = kept_of(asked).bytes_kept - related - kept_whole
    assert body_and_all > kept_whole > 0  # the cards of related articles are of many pages


def test_only_the_cards_of_what_has_changed_are_written_again(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked_often(asked, CARDS)
    kept = kept_of(asked).bytes_kept
    commit(asked, revised(headline="Another headline"))
    sent = noted_statements(asked, monkeypatch)
    assert b"Another headline" in planned(asked, document)
    _, page, changed = sent  # the first one asks when the next article becomes public or expires
    assert "rendition" not in page
    assert changed.count("article.id IN") == 1
    assert abs(kept_of(asked).bytes_kept - kept) < 200


def test_many_who_ask_at_once_after_a_change_all_see_it(asked: StoreAsked) -> None:
    document = asked_often(asked, CARDS)
    commit(asked, revised(headline="Another headline"))
    answers = asked.answer_together(document, 20)
    assert all(b"Another headline" in data for data, _ in answers)


@pytest.mark.postgres
def test_on_postgresql_a_change_of_another_process_is_seen_after_the_delay_and_an_own_one_at_once(
    postgres_store: str, tmp_path: Path
) -> None:
    database = Database(postgres_store)
    with asyncio.Runner() as runner:
        asked = StoreAsked(database, tmp_path, runner, delay_ms=60_000)
        document = asked_often(asked, CARDS)
        other = Database(postgres_store)
        with other.write() as session:
            revised(headline="Written elsewhere")(session)
        other.dispose()
        assert b"Written elsewhere" not in planned(asked, document)
        with database.write() as session:
            session.execute(text("SELECT 1"))
        assert b"Written elsewhere" in planned(asked, document)
        runner.run(database.close())


def kept_of(asked: StoreAsked) -> kept_data.KeptData:
    """The cards that are kept."""
    return kept_data.kept_data(asked.database, 0.0)


def test_what_is_kept_takes_only_so_much_memory(asked: StoreAsked, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, most in (
        (kept_data, "CARDS_BYTES_MAX", 2_000),
        (kept_reads, "PAGE_ROWS_MAX", 5),
        (kept_reads, "LISTS_MAX", 1),
        (kept_data, "LONG_CARD_BYTES", 500),
    ):
        monkeypatch.setattr(module, name, most)
    for text_ in (CARDS, FRONT_PAGE, LONE):
        document = asked_often(asked, text_)
        assert kept_of(asked).bytes_kept <= 2_000
        assert planned(asked, document) == executed(asked, text_)


def test_an_article_that_is_revised_while_it_is_read_is_shown_as_it_was_at_one_moment(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = """{ kept: article(by: {slug: "story-1"}) { headline }
        read: article(by: {slug: "story-1"}) { headline bodyHtml } }"""
    document = DocumentCache().get(twice)
    asked_often(asked, '{ article(by: {slug: "story-1"}) { headline } }')
    fetch_rows, changes = asked.database.fetch_rows, [revised(headline="Second")]

    async def overtaken(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        """Somebody publishes between the question for what has changed and that for the article."""
        if changes and "FROM article" in statement.sql:
            commit(asked, changes.pop())
        return await fetch_rows(statement, *arguments, **options)

    asked.answer(document, {})
    monkeypatch.setattr(asked.database, "fetch_rows", overtaken)
    answer = orjson.loads(planned(asked, document))

    assert not changes
    assert answer["kept"]["headline"] == answer["read"]["headline"] == "Second"
