"""A newspaper moves from one store to another, and nothing is lost on the way."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from broadsheet_server.ingest import broadsheet_export
from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Alias, Author, Section, Tag
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.arrange_names import AUTHORS, TAGS, Named, merge
from broadsheet_server.newsroom.arrange_sections import move_section
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import (
    DraftAuthor,
    DraftContributor,
    DraftImage,
    DraftTag,
    DraftTranslation,
)
from broadsheet_server.newsroom.export_articles import export_articles
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_shared.vocabulary import ContributorRole, TagKind
from tests.builders import NOW, publish
from tests.pictures import png

OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


def exported(database: Database, since: datetime | None = None) -> bytes:
    with database.read_snapshot() as session:
        return b"".join(orjson.dumps(line, option=OPTIONS) for line in export_articles(session, since))


def imported(database: Database, folder: Path, data: bytes) -> list[ImportedItem]:
    """Import an export that lies in a folder of its own; the store's media folder is beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "export.jsonl").write_bytes(data)
    return list(import_paths(database, Settings(data=folder / "data"), [folder / "export.jsonl"]))


def outcomes(items: list[ImportedItem]) -> list[str]:
    return [item.outcome.value for item in items]


def articles(data: bytes) -> list[dict[str, Any]]:
    return [line["article"] for line in map(json.loads, data.splitlines()) if "article" in line]


def changed(data: bytes, **members: Any) -> bytes:
    """The export with other members in its first article."""
    header, first, *others = data.splitlines()
    line = json.loads(first)
    line["article"] |= members
    return b"\n".join([header, json.dumps(line).encode(), *others])


@pytest.fixture
def empty(
    store_url: str,
    migrated_sqlite: Path,
    tmp_path: Path,
    new_postgres_store: Callable[[], AbstractContextManager[str]],
    request: pytest.FixtureRequest,
) -> Iterator[Database]:
    """An empty store on the database that `database` is not on."""
    if store_url.startswith("sqlite"):
        with new_postgres_store() as url:
            other = Database(url)
            yield other
            other.dispose()
    else:
        yield (other := _sqlite(migrated_sqlite, tmp_path / "empty.sqlite3"))
        other.dispose()


@pytest.fixture
def newcomer(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty store on SQLite."""
    yield (database := _sqlite(migrated_sqlite, tmp_path / "newcomer.sqlite3"))
    database.dispose()


def _sqlite(template: Path, path: Path) -> Database:
    shutil.copy(template, path)
    return Database(sqlite_url(path))


def newspaper(database: Database, media: Path, picture: Path) -> UUID:
    """Articles in every state that an article can be in; returns the one that has most."""
    with database.write() as session:
        arrange_sections(session, [("city", "Our City"), ("world-news", "World"), ("world", "Weltkreis")])
    image = DraftImage("A crane", "image/png", 4, 3, file=picture, caption="At dusk", external_reference="i7")
    rich: dict[str, Any] = {
        "external_reference": "7",
        "reference_source": "Post",
        "source_name": "Post",
        "canonical_url": "https://post.example/7",
        "section_path": "world/asia",
        "section_name": "亚洲",
        "editorial_note": "Check the spelling",
        "copyright_holder": "Post Ltd",
        "usage_terms": "For a week",
        "images": (image, image),
        "tags": (
            DraftTag("C", TagKind.TOPIC),
            DraftTag("C++", TagKind.TOPIC),
            DraftTag("Ilse", TagKind.PERSON, scheme="wd", code="Q7"),
        ),
        "authors": (DraftAuthor("Ada Lee"), DraftAuthor("Tomas Hale", code="th")),
        "contributors": (
            DraftContributor(DraftAuthor("Mei Tan"), ContributorRole.TRANSLATOR),
            DraftContributor(DraftAuthor("Ada Lee"), ContributorRole.PHOTOGRAPHER),
        ),
    }
    later = NOW + timedelta(minutes=30)
    first = publish(database, media, headline="渡轮 docks", **rich)
    publish(database, media, now=later, headline="渡轮 docks again", updated_at=later, version=2, **rich)
    publish(database, headline="Same story", source_name="A", body_html=f"<p>{'word ' * 30}</p>", slug="same")
    publish(database, headline="Same story", source_name="B", body_html=f"<p>{'word ' * 30}</p>")
    publish(database, headline="Later", embargoed_until=NOW + timedelta(days=2))
    publish(database, headline="Never came", external_reference="8", withdrawn=True)
    publish(database, headline="Not now", external_reference="9", withheld=True)
    gone = publish(database, headline="Gone", external_reference="10")
    with database.write() as session:
        withdraw(session, gone.article_id, now=NOW + timedelta(hours=2))
    pinned = publish(database, headline="Undated", published_at=None, expires_at=NOW + timedelta(days=900))
    with database.write() as session:
        correct(session, first.article_id, "It docked at nine.", now=NOW + timedelta(hours=3))
        assert not pin_related(session, first.article_id, [pinned.article_id])
    _rearrange(database)
    return first.article_id


def _rearrange(database: Database) -> None:
    """An editor moves a section, and merges tags and authors."""
    with database.write() as session:
        move_section(session, "world/asia", "asia", now=NOW)
        tags = {tag.label: tag.id for tag in session.exec(select(Tag))}
        merge(session, TAGS, Named(tags["C++"], "tag"), Named(tags["C"], "into"), now=NOW)
        authors = {author.name: author.id for author in session.exec(select(Author))}
        merge(
            *(session, AUTHORS, Named(authors["Ada Lee"], "author")),
            Named(authors["Tomas Hale"], "into"),
            now=NOW,
        )


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    (tmp_path / "crane.png").write_bytes(png())
    return tmp_path / "crane.png"


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


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"slug": "../etc"}, "“../etc” is no slug."),
        ({"section": "World"}, "The section “World” is no path"),
        ({"canonical_url": "javascript:x"}, "The canonical URL “javascript:x” is not a web address"),
        ({"sources": [{"name": "B", "url": "data:x"}]}, "The source's URL “data:x” is not a web address"),
        ({"revision": 7}, "Its revisions do not end with number 7."),
        ({"status": "shown"}, "article.status: Input should be 'draft', 'published' or 'withdrawn'."),
        ({"published_at": "2026-10-12T06:30:00"}, "article.published_at: Input should have timezone info."),
        (
            {"embargoed_until": "2026-10-12T06:30:00"},
            "The embargo date 2026-10-12T06:30:00 has no time zone.",
        ),
        (
            {"published_at": "9999-12-31T23:59:59-10:00"},
            "The publishing date 9999-12-31T23:59:59-10:00 cannot",
        ),
        ({"updated_at": "0001-01-01T00:00:00+10:00"}, "The updating date 0001-01-01T00:00:00+10:00 cannot"),
        (
            {"corrections": [{"id": str(UUID(int=7)), "text": "x", "corrected_at": "0001-01-01T00:00:00Z"}]},
            "The corrections date 0001-01-01T00:00:00+00:00 cannot be meant",
        ),
        (
            {"identities": [{"value": "x" * 501, "kind": "url", "source": ""}]},
            "article.identities.0.value: String should have at most 500 characters.",
        ),
        ({"shown": True}, "article.shown: Extra inputs are not permitted."),
        ({"headline": "Bell\x00"}, "It has control characters, which no article has."),
        ({"language": "?"}, "The language “?” is not a BCP 47 tag"),
        (
            {
                "images": [
                    {"location": "../../key", "media_type": "image/png", "width": 4, "height": 3, "alt": ""}
                    | dict.fromkeys(("caption", "credit", "external_reference"))
                ]
            },
            "“../../key” is no image file's name.",
        ),
    ],
)
def test_a_line_that_was_tampered_with_is_rejected(
    newcomer: Database, tmp_path: Path, members: dict[str, Any], reason: str
) -> None:
    publish(newcomer)
    [_, item] = imported(newcomer, tmp_path / "there", changed(exported(newcomer), **members))
    assert item.outcome == "rejected"
    assert item.position == "line 2"
    assert (item.reason or "").startswith(reason)


def test_a_script_in_a_body_is_cleaned_away(
    newcomer: Database, migrated_sqlite: Path, tmp_path: Path
) -> None:
    publish(newcomer)
    data = changed(exported(newcomer), body_html="<p onclick='x'>It <script>evil()</script>docked.</p>")
    other = _sqlite(migrated_sqlite, tmp_path / "other.sqlite3")
    [_, item] = imported(other, tmp_path / "there", data)
    with other.read() as session:
        body = session.exec(select(ArticleBody)).one()
    other.dispose()
    assert (body.html, body.text) == ("<p>It docked.</p>", "It docked.")
    assert item.notes == ("its HTML was cleaned again, and is not what it was",)


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


@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        (b'{"broadsheet_export": 2}\n{}', ["The export has version 2, and this Broadsheet reads version 1"]),
        (b'{"broadsheet_export": 1}', ["sections: Field required."]),
        (
            b'{"broadsheet_export": 1, "sections": []}\n{}\n[]\n7}\n{"article": {"a',
            [
                "A line must have an article, pins or an alias.",
                "The line ends in the middle",
                "This is not JSON",
                "The line ends in the middle",
            ],
        ),
    ],
)
def test_a_broken_line_is_rejected_alone(data: bytes, reasons: list[str]) -> None:
    items = [item for item in parse(data) if isinstance(item, RejectedItem)]
    for item, reason in zip(items, reasons, strict=True):
        assert item.reason.startswith(reason)


def parse(data: bytes) -> list[ParsedItem | RejectedItem]:
    return list(broadsheet_export.parse(io.BytesIO(data), ImportDefaults(None, "en")))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    for item in parse(data) + parse(b'{"broadsheet_export": 1, "sections": []}\n' + data):
        assert isinstance(item, ParsedItem) or item.reason


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def record(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The line of an article that has something in each of its members."""
    folder = tmp_path_factory.mktemp("record")
    (folder / "crane.png").write_bytes(png())
    database = _sqlite(migrated_sqlite, folder / "record.sqlite3")
    newspaper(database, folder / "media", folder / "crane.png")
    [article, *_] = articles(exported(database))
    database.dispose()
    return article


@settings(max_examples=150, deadline=None)
@given(st.data(), _JSON)
def test_any_json_in_any_place_of_an_article_is_answered(
    record: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, value: object
) -> None:
    changed_record = json.loads(json.dumps(record))
    place = changed_record
    name = data.draw(st.sampled_from(sorted(place)))
    if isinstance(place[name], list) and place[name] and data.draw(st.booleans()):
        place = place[name][0]
        name = data.draw(st.sampled_from(sorted(place)))
    place[name] = value
    line = json.dumps({"article": changed_record}).encode()
    [_, item] = parse(b'{"broadsheet_export": 1, "sections": []}\n' + line)
    if isinstance(item, broadsheet_export.ExportedItem):
        with suppress(RejectedDraftError):
            item.checked(MediaFolder(tmp_path_factory.getbasetemp() / "media"), NOW)
    else:
        assert isinstance(item, RejectedItem)
        assert item.reason


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
    there, here = (_sqlite(migrated_sqlite, folder / name) for name in ("there.sqlite3", "here.sqlite3"))
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
