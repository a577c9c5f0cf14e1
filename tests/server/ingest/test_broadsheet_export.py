"""A newspaper moves from one store to another, and nothing is lost on the way."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Alias, Section
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import (
    DraftAuthor,
    DraftTag,
    DraftTranslation,
)
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, publish
from tests.pictures import png
from tests.server.ingest.exported_newspapers import articles, exported, imported, newspaper, sqlite_copy
from tests.server.ingest.imported_items import outcomes


def test_an_export_makes_the_same_store_of_an_empty_one_on_either_database(
    database: Database, empty: Database, tmp_path: Path, picture: Path
) -> None:
    newspaper(database, tmp_path / "there" / "media", picture)
    data = exported(database)
    items = imported(empty, tmp_path / "there", data)
    assert {item.reason for item in items} == {None}
    assert exported(empty) == data
    assert len(articles(data)) == 7
    rich = articles(data)[0]
    assert [len(rich[part]) for part in ("revisions", "tags", "images", "authors")] == [3, 2, 1, 1]
    assert b'"pins"' in data
    with empty.read() as session:
        kinds = session.exec(select(Alias.kind).order_by(col(Alias.kind))).all()
    assert kinds == ["author_identity", "author_slug", "section_path", "tag_identity", "tag_slug"]


def test_what_was_not_public_does_not_become_public(
    database: Database, newcomer: Database, tmp_path: Path, picture: Path
) -> None:
    newspaper(database, tmp_path / "there" / "media", picture)
    items = imported(newcomer, tmp_path / "there", exported(database))
    assert outcomes(items).count("held") == 3
    with newcomer.read() as session:
        held = session.exec(select(Article.headline).where(Article.status == "withdrawn")).all()
        kinds = session.exec(select(Change.kind).order_by(col(Change.sequence))).all()
    assert len(held) == 3
    assert kinds.count("withdrawn") == 3
    assert kinds.count("published") == 4


def test_another_import_changes_nothing(newcomer: Database, tmp_path: Path, picture: Path) -> None:
    newspaper(newcomer, tmp_path / "there" / "media", picture)
    data = exported(newcomer)
    assert set(outcomes(imported(newcomer, tmp_path / "there", data))) == {"unchanged"}
    assert exported(newcomer) == data


def test_a_later_export_brings_what_changed_since(
    database: Database, newcomer: Database, tmp_path: Path, picture: Path
) -> None:
    article_id = newspaper(database, tmp_path / "there" / "media", picture)
    imported(newcomer, tmp_path / "there", exported(database))
    with database.write() as session:
        correct(session, article_id, "It docked at ten.", now=NOW + timedelta(hours=9))
    later = exported(database, since=NOW + timedelta(hours=9))
    assert [each["id"] for each in articles(later)] == [str(article_id)]
    items = imported(newcomer, tmp_path / "there", later)
    assert outcomes(items) == ["unchanged", "updated", "unchanged", *["unchanged"] * 5]
    assert exported(newcomer) == exported(database)


def test_an_earlier_export_brings_nothing_back(newcomer: Database, tmp_path: Path, picture: Path) -> None:
    article_id = newspaper(newcomer, tmp_path / "there" / "media", picture)
    before = exported(newcomer)
    with newcomer.write() as session:
        correct(session, article_id, "It docked at ten.", now=NOW + timedelta(hours=9))
    after = exported(newcomer)
    items = imported(newcomer, tmp_path / "there", before)
    assert [item.notes for item in items if item.notes] == [("another revision is here, which stays",)]
    assert exported(newcomer) == after


def test_an_article_that_is_here_from_elsewhere_stays(
    database: Database, newcomer: Database, tmp_path: Path
) -> None:
    publish(database, headline="There", external_reference="urn:x:1", canonical_url="https://post.example/1")
    here = publish(newcomer, headline="Here", canonical_url="http://www.post.example/1/")
    [_, item] = imported(newcomer, tmp_path / "there", exported(database))
    assert item.outcome == "unchanged"
    assert item.notes == (f"it is here already, as “{here.slug}” of another origin, which stays",)


def test_a_slug_that_is_taken_here_gets_a_number(
    database: Database, newcomer: Database, tmp_path: Path
) -> None:
    publish(database, headline="Rain", external_reference="urn:x:1")
    publish(newcomer, headline="Rain", external_reference="urn:x:2", body_html="<p>Other rain.</p>")
    [_, item] = imported(newcomer, tmp_path / "there", exported(database))
    assert (item.outcome, item.slug) == ("created", "rain-2")
    assert item.notes == ("its slug “rain” is taken: here it is “rain-2”",)


def test_an_image_whose_file_is_nowhere_is_told(
    database: Database, newcomer: Database, tmp_path: Path, picture: Path
) -> None:
    newspaper(database, tmp_path / "there" / "media", picture)
    items = imported(newcomer, tmp_path / "elsewhere", exported(database))
    assert items[1].outcome == "created"
    assert [note for note in items[1].notes if note.endswith("is not beside the export")] != []


def test_a_file_in_a_body_comes_along(database: Database, newcomer: Database, tmp_path: Path) -> None:
    name, image = MediaFolder(tmp_path / "there" / "media").keep(_written(tmp_path / "crane.png"))
    size = f'width="{image.width}" height="{image.height}"'
    html = f'<p>It docked.</p><p><img src="/media/{name}" alt="A crane" {size}></p>'
    publish(database, canonical_url="https://post.example/7")
    with database.write() as session:
        session.exec(select(ArticleBody)).one().html = html
    [_, item] = imported(newcomer, tmp_path / "there", exported(database))
    with newcomer.read() as session:
        assert session.exec(select(ArticleBody.html)).one() == html
    assert item.notes == ()
    assert (tmp_path / "there" / "data" / "media" / name).exists()


def _written(path: Path) -> Path:
    path.write_bytes(png())
    return path


def test_a_section_of_the_export_takes_no_name_away(
    database: Database, newcomer: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        arrange_sections(session, [("city", "City"), ("sport", "Sport")])
    with newcomer.write() as session:
        arrange_sections(session, [("city", "Town")])
    [item] = imported(newcomer, tmp_path / "there", exported(database))
    assert (item.headline, item.notes) == ("2 sections", ("1 of them are new",))
    with newcomer.read() as session:
        assert session.exec(select(Section.name).order_by(col(Section.path))).all() == ["Town", "Sport"]


_LINE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


_BODIES = st.lists(st.sampled_from(["<p>a &amp; b</p>", "<ul><li>x<p>y</ul>", "<b>no <i>end", "\U0001f6a2"]))


_ARTICLES = st.fixed_dictionaries(
    {
        "headline": _LINE.map(lambda line: f"H {line}"),
        "body_html": st.builds(lambda text, body: f"<p>T {text}</p>{''.join(body)}", _LINE, _BODIES),
        "summary": st.none() | _LINE,
        "section_path": st.sampled_from(["city", "city/north", "world"]),
        "tags": st.lists(st.builds(DraftTag, _LINE, st.sampled_from(TagKind)), max_size=3).map(tuple),
        "authors": st.lists(st.builds(DraftAuthor, _LINE), max_size=2).map(tuple),
        "slug": st.none() | st.sampled_from(["a", "a-2", "b"]),
        "source_name": st.sampled_from([None, "A", "B"]),
        "external_reference": st.none() | st.sampled_from(["1", "2"]),
        "withdrawn": st.booleans(),
    }
)


@settings(max_examples=10, deadline=None)
@given(st.lists(_ARTICLES, max_size=4))
def test_any_newspaper_comes_through(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, drafts: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("newspaper")
    there, here = (sqlite_copy(migrated_sqlite, folder / name) for name in ("there.sqlite3", "here.sqlite3"))
    for number, each in enumerate(drafts):
        try:
            publish(there, now=datetime(2026, 10, 12, number, tzinfo=UTC), **each)
        except ValueError:
            continue
    data = exported(there)
    items = imported(here, folder / "copy", data)
    assert {item.reason for item in items} == {None}
    assert exported(here) == data
    there.dispose()
    here.dispose()


def test_translations_stay_together_in_whatever_order_their_lines_come(
    database: Database, newcomer: Database, tmp_path: Path
) -> None:
    english = publish(database, slug="crane-en")
    waiting = DraftTranslation("crane-de", TranslationReferenceKind.SLUG)
    publish(
        *(database,),
        slug="crane-zh",
        language="zh",
        translation_of=english.article_id,
        translations=(waiting,),
    )
    first, *lines = exported(database).splitlines(keepends=True)
    data = b"".join((first, *reversed(lines)))

    assert outcomes(imported(newcomer, tmp_path / "other", data)).count("created") >= 2
    assert exported(newcomer).splitlines()[1:] == exported(database).splitlines()[1:]
    publish(newcomer, slug="crane-de", language="de", headline="Der Kran")
    with newcomer.read() as session:
        groups = session.exec(select(Article.translation_group)).all()
    assert len(groups) == 3
    assert len(set(groups)) == 1
    assert None not in groups
