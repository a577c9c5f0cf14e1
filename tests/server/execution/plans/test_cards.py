"""Nobody gets a card that is older than the question."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.followers import advance_follower
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.plans import kept_data, kept_reads
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.related.list_store import delete_lists
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import RawRows
from broadsheet_server.storage.statement_text import StatementText
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, draft, publish
from tests.server.execution.plans.store_asked import StoreAsked
from tests.server.execution.plans.varied_articles import publish_varied

READS = int(os.environ.get("CARD_READS", "300"))
"""How often is read while another process writes; many thousands before a release."""

FRONT_PAGE = """{ articles { nodes { slug headline section { name } authors { name } tags { label }
    leadImage { url alt } related { nodes { slug headline } } }
    edges { cursor node { id headline source { name } corrections { text } } } } }"""
RELATED = '{ article(by: {slug: "story-0"}) { related(first: 1) { nodes { slug headline } } } }'
CARDS = "{ articles { nodes { slug headline section { name } leadImage { url alt } } } }"
LONE = """{ article(by: {slug: "story-1"}) { slug related(first: 2) { edges { score node { slug headline } } }
    headline bodyHtml section { name } authors { name } tags(kind: PERSON) { label } all: tags { label }
    leadImage { url alt } corrections { text } source { name } } }"""
RACED = f"""{CARDS[:-1]}
    article(by: {{slug: "story-1"}}) {{ headline bodyHtml related {{ nodes {{ slug }} }} }} }}"""
Change = Callable[[Session], object]


def _revised(**changes: Any) -> Change:
    """Another version of the first story."""
    new = draft(external_reference="urn:story:1", section_path="city/transport", **changes)
    return lambda session: publish_draft(session, new, media=MediaFolder(Path("unused")), now=NOW)


def _by_hand(statement: str, *, shared: bool = False) -> Change:
    """A statement; what articles share is counted as changed, as `docs/operations.md` asks of it."""

    def change(session: Session) -> None:
        session.execute(text(statement))
        if shared:
            feed.record_parts_change(session)

    return change


def _story(session: Session, slug: str) -> UUID:
    return session.exec(select(Article.id).where(Article.slug == slug)).one()


CHANGES: tuple[Change, ...] = (
    _revised(headline="Another headline"),
    _revised(source_name="Another source"),
    _revised(authors=(DraftAuthor("Another author"),), tags=(DraftTag("Another tag", TagKind.TOPIC),)),
    _revised(images=(DraftImage("Another image", "image/png", 4, 3, url="https://pictures.example/9.png"),)),
    lambda session: correct(session, _story(session, "story-1"), "Another correction", now=NOW),
    lambda session: arrange_sections(session, [("city/transport", "Another section")]),
    _by_hand("UPDATE author SET name = 'Another name'", shared=True),
    _by_hand("UPDATE tag SET label = 'Another label'", shared=True),
    _by_hand("UPDATE image SET alt = 'Other words'", shared=True),
    _by_hand("UPDATE rendition SET location = 'another.png'", shared=True),
    lambda session: delete_lists(session, session.exec(select(Related.article_id)).all()),
    lambda session: pin_related(session, _story(session, "story-0"), [_story(session, "story-4")]),
    _by_hand(
        "UPDATE article SET embargoed_until = '2124-01-01 00:00:00.000000' WHERE slug = 'story-4'",
        shared=True,
    ),
    lambda session: withdraw(session, _story(session, "story-1"), now=NOW),
    lambda session: restore(session, _story(session, "story-1"), now=NOW),
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


@pytest.fixture
def asked(asked: StoreAsked) -> StoreAsked:
    """The store, whose version is asked before every answer."""
    at_once = asked.settings.answer_cache.model_copy(update={"delay_ms": 0})
    asked.settings = asked.settings.model_copy(update={"answer_cache": at_once})
    return asked


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
    document, lone = asked_often(asked, FRONT_PAGE), asked_often(asked, LONE)
    for number, change in enumerate(CHANGES):
        before = planned(asked, document)
        with asked.database.write() as session:
            change(session)
        after = planned(asked, document)
        assert after == asked.answer(DocumentCache().get(FRONT_PAGE), {})[0], number
        assert after != before, number
        assert planned(asked, lone) == asked.answer(DocumentCache().get(LONE), {})[0], number


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
    with asked.database.write() as session:
        _revised(expires_at=expires_at)(session)
    document = asked_often(asked, RELATED)
    sent = noted_statements(asked, monkeypatch)
    for now, shown in ((expires_at - timedelta(seconds=1), True), (expires_at, False)):
        sent.clear()
        data = planned(asked, document, now)
        assert (b'"story-1"' in data) is shown
        assert (not sent) is shown


def slugs(data: bytes) -> set[str]:
    """Which articles are shown."""
    return {node["slug"] for node in orjson.loads(data)["articles"]["nodes"]}


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
    writer = subprocess.Popen(command)
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
    with asked.database.write() as session:
        advance_follower(session, "somebody", 1, since=0)
    for document in documents:
        planned(asked, document)
    assert not sent
    publish(asked.database, headline="One more")
    planned(asked, documents[0])
    assert len(sent) == 3  # when the next moment is, the page, and the card that is new on it
    sent.clear()
    planned(asked, documents[1])
    assert not sent  # the article has not changed, and its related list was not written


def test_a_section_is_not_read_again_because_of_what_happens_in_another(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(asked.database, headline="A match", section_path="sports")
    lists = [
        asked_often(asked, f'{{ articles(where: {{section: "{path}"}}) {{ nodes {{ slug headline }} }} }}')
        for path in ("sports", "city")
    ]
    publish(asked.database, headline="Another match", section_path="sports")
    sports = planned(asked, lists[0])
    sent = noted_statements(asked, monkeypatch)
    assert b"Another match" in sports
    planned(asked, lists[1])
    assert not sent


def test_a_page_that_is_kept_beyond_a_change_ends_with_the_moment_that_came_with_it(
    asked: StoreAsked,
) -> None:
    document = asked_often(asked, CARDS)
    later = NOW + timedelta(minutes=2)
    publish(asked.database, headline="Not yet", slug="not-yet", embargoed_until=later)
    for _ in range(2):
        assert "not-yet" not in slugs(planned(asked, document))
    assert "not-yet" not in slugs(planned(asked, document, later - timedelta(seconds=1)))
    assert "not-yet" in slugs(planned(asked, document, later))


def test_what_is_changed_by_hand_is_seen_in_lists_after_five_minutes(asked: StoreAsked) -> None:
    document = asked_often(asked, CARDS)
    with asked.database.write() as session:
        _by_hand("UPDATE article SET status = 'draft' WHERE slug = 'story-4'")(session)
    assert "story-4" not in slugs(planned(asked, document, NOW + kept_reads.KEPT_FOR))


def test_an_article_that_leaves_a_section_leaves_its_list(asked: StoreAsked) -> None:
    news = {"external_reference": "urn:moving", "headline": "It moves", "published_at": NOW}
    publish(asked.database, section_path="sports", **news)
    publish(asked.database, section_path="sports", headline="It stays", published_at=NOW - timedelta(hours=1))
    listed = 'articles(first: 1, where: {section: "sports"})'
    shown, behind = (
        asked_often(asked, f"{{ {arguments} {{ nodes {{ headline }} pageInfo {{ hasNextPage }} }} }}")
        for arguments in (listed, listed.replace("first: 1", "first: 1, orderBy: OLDEST"))
    )
    assert b"It moves" in planned(asked, shown)
    assert b'"hasNextPage":true' in planned(asked, behind)  # because of the one that is not on this page
    publish(asked.database, section_path="world/asia", **news)
    assert b"It stays" in planned(asked, shown)
    assert b'"hasNextPage":false' in planned(asked, behind)


def test_an_article_is_known_by_its_name_until_another_one_takes_it(asked: StoreAsked) -> None:
    by_slug = "query ($slug: String!) { article(by: {slug: $slug}) { id headline } }"
    document = DocumentCache().get(by_slug)
    for _ in range(3):
        asked.answer(document, {"slug": "story-1"})
    with asked.database.write() as session:
        first, second = _story(session, "story-1"), _story(session, "story-2")
        for article_id, slug in ((first, "story-100"), (second, "story-1")):
            session.get_one(Article, article_id).slug = slug
            session.flush()
        feed.record_parts_change(session)
    for slug in ("story-100", "story-1"):  # the first one is kept again, under its new name
        variables = {"slug": slug}
        assert asked.answer(document, variables) == asked.answer(DocumentCache().get(by_slug), variables)


def noted_statements(asked: StoreAsked, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that read articles from now on."""
    sent: list[str] = []
    fetch_rows = asked.database.fetch_rows

    async def noted(statement: StatementText, *arguments: Any, **options: Any) -> RawRows:
        if "FROM article" in statement.sql:
            sent.append(statement.sql)
        return await fetch_rows(statement, *arguments, **options)

    monkeypatch.setattr(asked.database, "fetch_rows", noted)
    return sent


def test_only_the_cards_of_what_has_changed_are_written_again(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked_often(asked, CARDS)
    kept = kept_of(asked).bytes_kept
    with asked.database.write() as session:
        _revised(headline="Another headline")(session)
    sent = noted_statements(asked, monkeypatch)
    assert b"Another headline" in planned(asked, document)
    _, page, changed = sent  # the first one asks when the next article becomes public or expires
    assert "rendition" not in page
    assert changed.count("article.id IN") == 1
    assert abs(kept_of(asked).bytes_kept - kept) < 200


def test_a_commit_that_changes_no_article_costs_no_card(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = asked_often(asked, CARDS)
    with asked.database.write() as session:
        advance_follower(session, "somebody", 1, since=0)
    sent = noted_statements(asked, monkeypatch)
    planned(asked, document)
    assert not sent


def test_many_who_ask_at_once_after_a_change_all_see_it(asked: StoreAsked) -> None:
    document = asked_often(asked, CARDS)
    with asked.database.write() as session:
        _revised(headline="Another headline")(session)
    answers = asked.answer_together(document, 20)
    assert all(b"Another headline" in data for data, _ in answers)


@pytest.mark.postgres
def test_on_postgresql_a_change_of_another_process_is_seen_after_the_delay_and_an_own_one_at_once(
    postgres_store: str, tmp_path: Path
) -> None:
    publish_varied(database := Database(postgres_store))
    with asyncio.Runner() as runner:
        asked = StoreAsked(database, tmp_path, runner)
        asked.settings = asked.settings.model_copy(
            update={"answer_cache": asked.settings.answer_cache.model_copy(update={"delay_ms": 60_000})}
        )
        document = asked_often(asked, CARDS)
        other = Database(postgres_store)
        with other.write() as session:
            _revised(headline="Written elsewhere")(session)
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
        assert planned(asked, document) == asked.answer(DocumentCache().get(text_), {})[0]
