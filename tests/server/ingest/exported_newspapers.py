"""A newspaper with everything that an export has, and how it is exported and imported."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import select

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.arrange_names import AUTHORS, TAGS, Named, merge
from broadsheet_server.newsroom.arrange_sections import move_section
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import (
    DraftAuthor,
    DraftContributor,
    DraftImage,
    DraftTag,
)
from broadsheet_server.newsroom.export_articles import export_articles
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_shared.vocabulary import ContributorRole, TagKind
from tests.builders import NOW, publish

OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


def exported(database: Database, since: datetime | None = None) -> bytes:
    with database.read_snapshot() as session:
        return b"".join(orjson.dumps(line, option=OPTIONS) for line in export_articles(session, since))


def imported(database: Database, folder: Path, data: bytes) -> list[ImportedItem]:
    """Import an export that lies in a folder of its own; the store's media folder is beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "export.jsonl").write_bytes(data)
    return list(import_paths(database, Settings(data=folder / "data"), [folder / "export.jsonl"]))


def articles(data: bytes) -> list[dict[str, Any]]:
    return [line["article"] for line in map(json.loads, data.splitlines()) if "article" in line]


def sqlite_copy(template: Path, path: Path) -> Database:
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
