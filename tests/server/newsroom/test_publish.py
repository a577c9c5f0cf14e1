"""What happens to an article between a source and the store."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article, ArticleBody, ArticleTag
from broadsheet_server.models.changes import Change
from broadsheet_server.models.revisions import Correction, Revision
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import look_up
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind, TagKind
from tests.builders import NOW, PUBLISHED_AT, draft, publish

LATER = NOW + timedelta(hours=1)
IMAGE = DraftImage("A crane", "image/png", 4, 3, url="https://courier.example/a.png")


def the_article(session: Session) -> Article:
    return session.exec(select(Article)).one()


def test_a_new_article_is_stored_whole(database: Database) -> None:
    published = publish(
        database,
        headline="Trams return to the bridge",
        section_path="city/transport",
        section_name="Transport",
        authors=(DraftAuthor("Tomas Hale"),),
        tags=(DraftTag("Bridges", TagKind.TOPIC), DraftTag("Vallmere", TagKind.PLACE)),
        corrections=(DraftCorrection("It is 46 tonnes.", PUBLISHED_AT),),
    )
    assert (published.outcome, published.slug) == (Outcome.CREATED, "trams-return-to-the-bridge")
    with database.read() as session:
        article = the_article(session)
        assert article.id == published.article_id
        assert article.published_at == article.updated_at == PUBLISHED_AT
        assert not article.published_at_is_estimated
        assert article.word_count == 15
        body = session.get_one(ArticleBody, article.id)
        assert body.text == "The old crane at Quay Nine lifted its last load.\n\nIt is 92 years old."
        sections = session.exec(select(Section).order_by(Section.path)).all()
        assert [(section.path, section.name) for section in sections] == [
            ("city", "City"),
            ("city/transport", "Transport"),
        ]
        assert sections[1].parent_id == sections[0].id
        assert [author.slug for author in session.exec(select(Author))] == ["tomas-hale"]
        assert {tag.slug: tag.kind for tag in session.exec(select(Tag))} == {
            "bridges": "topic",
            "vallmere": "place",
        }
        assert session.exec(select(Correction.text)).all() == ["It is 46 tonnes."]
        revision = session.exec(select(Revision)).one()
        assert (revision.number, revision.snapshot["headline"]) == (1, "Trams return to the bridge")


def test_the_change_names_everything_it_touches(database: Database) -> None:
    published = publish(
        database,
        section_path="world/asia",
        authors=(DraftAuthor("Mei Tan"),),
        tags=(DraftTag("Ferries", TagKind.TOPIC),),
    )
    with database.read() as session:
        (change,) = feed.changes_after(session, 0, 10)
        assert change.kind == ChangeKind.PUBLISHED
        assert change.sequence == published.sequence == feed.head(session)
        assert set(change.topics) == {
            "list:articles",
            f"article:{published.article_id.hex}",
            "section:world",
            "section:world/asia",
            "tag:ferries",
            "author:mei-tan",
        }


def test_the_same_article_again_writes_nothing(database: Database) -> None:
    first = publish(database, external_reference="tag:a", tags=(DraftTag("Ferries", TagKind.TOPIC),))
    again = publish(
        database, external_reference="tag:a", tags=(DraftTag("Ferries", TagKind.TOPIC),), now=LATER
    )
    assert again.outcome == Outcome.UNCHANGED
    assert again.article_id == first.article_id
    with database.read() as session:
        assert len(session.exec(select(Change)).all()) == 1
        assert len(session.exec(select(Revision)).all()) == 1
        assert the_article(session).updated_at == PUBLISHED_AT


def test_an_article_that_moved_tells_its_old_and_its_new_section(database: Database) -> None:
    publish(database, external_reference="tag:a", section_path="city", tags=(DraftTag("Old", TagKind.TOPIC),))
    moved = publish(
        database,
        external_reference="tag:a",
        section_path="world/asia",
        tags=(DraftTag("New", TagKind.TOPIC),),
        headline="Another headline",
        now=LATER,
    )
    assert moved.outcome == Outcome.UPDATED
    assert moved.slug == "harbour-crane-lifts-its-last-load"
    with database.read() as session:
        change = feed.changes_after(session, 1, 10)[0]
        assert change.kind == ChangeKind.REVISED
        assert {"section:city", "section:world", "section:world/asia", "tag:old", "tag:new"} <= set(
            change.topics
        )
        article = the_article(session)
        assert (article.revision, article.updated_at, article.published_at) == (2, LATER, PUBLISHED_AT)
        assert len(session.exec(select(ArticleTag)).all()) == 1


def test_a_revision_replaces_everything_that_the_source_delivers(database: Database) -> None:
    first = {"summary": "One.", "source_name": "Courier", "expires_at": LATER, "copyright_notice": "© 1"}
    second = {"summary": None, "source_name": "Agency", "byline": "By Mei Tan", "copyright_notice": "© 2"}
    publish(database, external_reference="tag:a", **first)
    publish(database, external_reference="tag:a", body_html="<p>The crane is gone.</p>", **second)
    with database.read() as session:
        article = the_article(session)
        body = session.get_one(ArticleBody, article.id)
        revision = session.get_one(Revision, (article.id, 2))
    assert {name: getattr(article, name) for name in second} == second
    assert (article.expires_at, article.word_count) == (LATER, 4), "no expiry says nothing"
    assert (body.html, body.text) == ("<p>The crane is gone.</p>", "The crane is gone.")
    assert revision.snapshot["source"] == {"name": "Agency", "url": None}
    assert (revision.snapshot["body_html"], revision.snapshot["summary"]) == (body.html, None)


def test_a_chinese_headline_gets_a_short_slug_of_its_id(database: Database) -> None:
    published = publish(
        database, headline="旧吊车卸下最后一批货物", language="zh-hans", body_html="<p>旧吊车退役。</p>"
    )
    assert published.slug == f"article-{published.article_id.hex[-8:]}"
    with database.read() as session:
        assert (the_article(session).language, the_article(session).word_count) == ("zh-Hans", 5)


def test_an_article_without_a_date_gets_the_moment_it_arrived_and_keeps_it(database: Database) -> None:
    publish(database, external_reference="tag:a", published_at=None)
    publish(database, external_reference="tag:a", published_at=None, headline="Two", now=LATER)
    with database.read() as session:
        article = the_article(session)
        assert (article.published_at, article.published_at_is_estimated) == (NOW, True)


def test_a_correction_from_the_source_is_announced_as_one_and_never_lost(database: Database) -> None:
    note = DraftCorrection("It weighs 46 tonnes, not 64.", NOW)
    publish(database, external_reference="tag:a")
    publish(database, external_reference="tag:a", corrections=(note,), updated_at=LATER)
    publish(database, external_reference="tag:a", headline="Three", now=LATER)
    with database.read() as session:
        kinds = [change.kind for change in feed.changes_after(session, 0, 10)]
        assert kinds == [ChangeKind.PUBLISHED, ChangeKind.CORRECTED, ChangeKind.REVISED]
        assert session.exec(select(Correction.text)).all() == [note.text]


def test_an_older_version_never_replaces_a_newer_one(database: Database) -> None:
    publish(database, external_reference="tag:a", headline="New", updated_at=LATER)
    older = publish(database, external_reference="tag:a", headline="Old", updated_at=NOW)
    assert (older.outcome, older.notes) == (Outcome.UNCHANGED, ("a newer version is here",))
    with database.read() as session:
        assert the_article(session).headline == "New"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"headline": " \n "}, "The headline is empty."),
        ({"headline": "\u200b \u00ad"}, "The headline is empty."),
        ({"body_html": "<p>\u200b</p>"}, "The body is empty: there is no text or image in it."),
        ({"headline": "x" * 1001}, "The headline has 1,001 characters; at most 1,000 are taken."),
        (
            {"body_html": "<p> </p><script>alert(1)</script>"},
            "The body is empty: there is no text or image in it.",
        ),
        ({"body_html": "<blockquote>" * 300 + "x"}, "nested more than 200 deep"),
        ({"published_at": datetime(999, 1, 1, tzinfo=UTC)}, "The publishing date 0999-01-01T00:00:00"),
        ({"published_at": NOW + timedelta(days=4000)}, "cannot be meant"),
        ({"published_at": datetime(2024, 1, 1)}, "has no time zone"),  # noqa: DTZ001
        ({"embargoed_until": datetime(1, 1, 1, tzinfo=UTC)}, "The embargo date"),
        ({"language": "English (British)"}, "The language “English .British.” is not a BCP 47 tag"),
        ({"section_path": "World/Asia"}, "The section “World/Asia” is no path"),
        ({"section_path": "/".join("abcdefghi")}, "one to 8 names"),
        ({"section_path": ""}, "is no path"),
        (
            {"canonical_url": "javascript:alert(1)"},
            "The canonical URL “javascript:alert.1.” is not a web address",
        ),
        ({"external_reference": "x" * 2000}, "The reference has 2,000 characters"),
        ({"authors": (DraftAuthor("A"),) * 201}, "It has 201 authors; at most 200 are taken."),
        ({"tags": (DraftTag("A", TagKind.TOPIC),) * 201}, "It has 201 tags; at most 200 are taken."),
        ({"images": (IMAGE,) * 201}, "It has 201 images; at most 200 are taken."),
        ({"corrections": (DraftCorrection("A", NOW),) * 201}, "It has 201 corrections; at most 200"),
    ],
)
def test_a_draft_that_cannot_be_published_is_refused_with_a_sentence(
    database: Database, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(RejectedDraftError, match=reason):
        publish(database, **changes)
    with database.read() as session:
        assert session.exec(select(Article)).all() == []
        assert session.exec(select(Section)).all() == []


def test_characters_that_no_database_takes_are_left_out(database: Database) -> None:
    publish(
        database,
        headline="Crane\x00 lifts\ud800 off",
        summary="a\x01b",
        body_html="<p>Up\x00 it\udfff goes</p>",
    )
    with database.read() as session:
        assert the_article(session).headline == "Crane lifts off"


def test_a_place_and_a_club_may_share_a_name(database: Database) -> None:
    tags = (DraftTag("Vallmere", TagKind.PLACE), DraftTag("Vallmere", TagKind.ORGANISATION))
    publish(database, tags=tags)
    publish(database, tags=tags[::-1])
    with database.read() as session:
        known = {tag.slug: tag.kind for tag in session.exec(select(Tag))}
        assert known == {"vallmere": "place", "vallmere-organisation": "organisation"}
        assert len(session.exec(select(ArticleTag)).all()) == 4


def test_a_rejected_draft_leaves_the_transaction_usable(database: Database, tmp_path: Path) -> None:
    media = MediaFolder(tmp_path / "media")
    with database.write() as session:
        publish_draft(session, draft(headline="One"), media=media, now=NOW)
        with pytest.raises(RejectedDraftError):
            publish_draft(session, draft(headline=""), media=media, now=NOW)
        publish_draft(session, draft(headline="Two"), media=media, now=NOW)
    with database.read() as session:
        assert len(session.exec(select(Article)).all()) == 2


@pytest.mark.parametrize(
    "identity", [{"external_reference": "tag:a"}, {"canonical_url": "https://x.example/a"}, {"slug": "a"}]
)
def test_a_batch_may_hold_several_versions_of_an_article(
    database: Database, tmp_path: Path, identity: dict[str, str]
) -> None:
    versions = [
        draft(**identity, headline="One"),
        draft(**identity, headline="Two", tags=(DraftTag("Bridges", TagKind.TOPIC),)),
        draft(**identity, headline="Three"),
        draft(**identity, withdrawn=True),
    ]
    with database.write() as session:
        batch = InsertBatch(session)
        look_up(batch, ((version, None) for version in versions))
        results = [
            publish_draft(session, version, media=MediaFolder(tmp_path), now=NOW, batch=batch)
            for version in versions
        ]
        batch.flush()
    assert [result.outcome for result in results] == ["created", "updated", "updated", "withdrawn"]
    assert [result.sequence for result in results] == [1, 2, 3, 4]
    assert len({result.article_id for result in results}) == 1
    with database.read() as session:
        topics = [change.topics for change in feed.changes_after(session, 0, 9)]
        assert ["tag:bridges" in names for names in topics] == [False, True, True, False]


def test_a_new_tag_of_one_article_is_known_to_the_next_of_the_batch(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        batch = InsertBatch(session)
        for kind in (TagKind.PLACE, TagKind.ORGANISATION, TagKind.PLACE):
            article = draft(tags=(DraftTag("Vallmere", kind),), authors=(DraftAuthor("Mei Tan"),))
            publish_draft(session, article, media=MediaFolder(tmp_path), now=NOW, batch=batch)
        batch.flush()
    with database.read() as session:
        assert set(session.exec(select(Tag.slug))) == {"vallmere", "vallmere-organisation"}
        assert session.exec(select(Author.slug)).all() == ["mei-tan"]
