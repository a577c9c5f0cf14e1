"""One bad value in the store takes the list away from nobody."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from broadsheet_server.newsroom.drafts import DraftCorrection, DraftImage, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import PUBLISHED_AT, publish
from tests.pictures import png
from tests.server.schema.api import Api

FRONT_PAGE = """{ articles { nodes {
    slug headline summary bodyHtml bodyText byline dateline language publishedAt updatedAt wordCount
    readingMinutes revision status canonicalUrl copyrightNotice externalReference
    section { name path } breadcrumb { label url } authors { name } tags { label kind }
    leadImage { alt caption credit url width height } images { renditions { name url mediaType width } }
    source { name url } corrections { correctedAt text } related(first: 3) { edges { score node { slug } } }
} } }"""

DAMAGE = [
    *(
        ("rendition", side, size)
        for side in ("width", "height")
        for size in (2**31, 2**31 - 1, 0, -1, "wide")
    ),
    *(("article", "word_count", value) for value in (2**31, -1, "many")),
    *(("article", "revision", value) for value in (2**31, "first")),
    *(("article", "updated_at", value) for value in ("yesterday", "", "12024-01-01 00:00:00.000000")),
    *(("article", name, "") for name in ("headline", "summary", "language", "source_url", "canonical_url")),
    ("article", "language", "no language"),
    ("article", "status", "lost"),
    ("article", "published_at", "2024-13-45"),
    ("article", "expires_at", "never"),
    ("article", "embargoed_until", "2"),
    ("tag", "kind", "secret"),
    ("correction", "corrected_at", "yesterday"),
    ("section", "name", ""),
    ("article_body", "html", ""),
]


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """PostgreSQL refuses most of these values."""
    return sqlite_store


@pytest.mark.parametrize(("table", "column", "value"), DAMAGE)
def test_a_bad_value_spoils_no_list(
    api: Api, database: Database, tmp_path: Path, table: str, column: str, value: object
) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    publish(database, headline="A sound article", section_path="world")
    publish(
        database,
        tmp_path / "media",
        headline="A damaged article",
        tags=(DraftTag("Cranes", TagKind.TOPIC),),
        images=(DraftImage("A crane", "image/png", 4, 3, file=tmp_path / "crane.png"),),
        corrections=(DraftCorrection("It was Quay Eight.", PUBLISHED_AT + timedelta(seconds=1)),),
    )
    with database.write() as session:
        condition = "WHERE headline = 'A damaged article'" if table == "article" else ""
        session.execute(text(f"UPDATE {table} SET {column} = :value {condition}"), {"value": value})
    slugs = {node["slug"] for node in api.ask(FRONT_PAGE)["articles"]["nodes"]}
    assert "a-sound-article" in slugs
    assert slugs <= {"a-sound-article", "a-damaged-article"}
