"""A store in which every kind of value occurs: odd texts, missing parts, withdrawn and embargoed articles."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.drafts import (
    ArticleDraft,
    DraftAuthor,
    DraftContributor,
    DraftCorrection,
    DraftImage,
    DraftTag,
)
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.remote_images import LocatedImage
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ContributorRole, RelatedReasonKind, TagKind
from tests.builders import NOW, PUBLISHED_AT, draft
from tests.pictures import jpeg, png
from tests.server.schema.sample_articles import relate

SIZE = 14
FETCHED = "http://pictures.example/crane"
HEADLINES = (
    'A "quoted" \\ headline',
    "起重机退役了",
    "Tab\u00a0and \u2028 line",
    "مرفأ",
    "🚢 </script> & é",
    "Plain",
)
SECTIONS = ("city", "city/transport", "city/transport/trams", "world", "world/asia", "culture/music")
LANGUAGES = ("en", "en-GB", "zh-Hans", "ja", "de")
KINDS = tuple(TagKind)
ROLES = tuple(ContributorRole)[1:]


def publish_varied(database: Database) -> list[UUID]:
    """Publish the articles, the oldest first; the last ones are withdrawn, embargoed, expired and to come."""
    folder = Path(tempfile.gettempdir()) / "broadsheet-test-media"
    picture = Path(tempfile.gettempdir()) / "broadsheet-test-crane.png"
    picture.write_bytes(png())
    with database.write() as session:
        published = [_publish(session, number, picture, MediaFolder(folder)) for number in range(SIZE)]
        for number in (0, 4, 12):
            other = replace(_draft(number, picture), external_reference=None, source_name="Another wire")
            publish_draft(session, other, media=MediaFolder(folder), now=NOW)
    for number, article in enumerate(published):
        if number % 4 != 3:
            relate(database, article, _entries(number, published))
    _translate(database)
    _take_back(database, published)
    return [article.article_id for article in published]


def _publish(session: Session, number: int, picture: Path, media: MediaFolder) -> PublishResult:
    """Publish one; every fifth has an image in its text that was fetched."""
    article = _draft(number, picture)
    name, image = media.store(jpeg(900, 600))
    fetched = {FETCHED: LocatedImage(name, image.media_type, image.width, image.height)}
    content = validated_content(article, media=media, now=NOW, remote=fetched)
    return publish_draft(session, article, content=content, media=media, now=NOW)


def _draft(number: int, picture: Path) -> ArticleDraft:
    rich = number % 3 != 2
    images = (
        DraftImage(
            "A crane", "image/png", 1200, 675, url=f"https://pictures.example/{number}.png", caption="Quay"
        ),
        DraftImage('Its "hook"', "image/png", 4, 3, file=picture, credit="Ann Wu"),
    )
    tags = [
        DraftTag(f"{kind} {number % 3}", kind, scheme="medtop" if rich else None, code=f"{number % 3}")
        for kind in KINDS[: number % 6]
    ]
    return draft(
        headline=f"{HEADLINES[number % len(HEADLINES)]} {number}",
        slug=f"story-{number}",
        section_path=SECTIONS[number % len(SECTIONS)],
        language=LANGUAGES[number % len(LANGUAGES)],
        summary=f"What happened in {number}." if number % 2 else None,
        byline=None if number % 4 == 1 else "By Ann Wu",
        dateline="Harbour" if rich else None,
        external_reference=f"urn:story:{number}" if rich else None,
        canonical_url=f"https://elsewhere.example/{number}/" if number % 4 == 0 else None,
        copyright_notice="© Others" if number % 5 == 0 else None,
        source_name="A wire" if rich else None,
        source_url="https://wire.example/" if number % 2 else None,
        authors=tuple(DraftAuthor(name) for name in ("Ann Wu", "Bo Li", f"Cy {number}")[: number % 4]),
        contributors=tuple(
            DraftContributor(DraftAuthor(name), role)
            for name, role in zip(("Bo Li", "Di Xu", "Bo Li"), ROLES[number % 4 :], strict=False)
        )[: number % 4],
        tags=tuple(tags),
        images=images[: number % 3],
        corrections=(
            DraftCorrection("It was Tuesday.", PUBLISHED_AT),
            DraftCorrection("It was Monday.", PUBLISHED_AT + timedelta(seconds=1, microseconds=250)),
        )[: number % 3],
        published_at=PUBLISHED_AT - timedelta(minutes=number // 2, microseconds=number % 2),
        published_on=PUBLISHED_AT.date() if number % 3 else None,
        body_html="<p>"
        + f"A word &amp; {number} more. " * (number * 20 + 1)
        + "</p>"
        + f"<img src='{FETCHED}' alt='1 > 0'>" * (number % 5 == 0),
    )


def _entries(number: int, published: list[PublishResult]) -> list[RelatedEntry]:
    """A list longer than its usual page, with near-copies."""
    others = [article.article_id for article in published if article is not published[number]]
    kinds = tuple(RelatedReasonKind)
    return [
        RelatedEntry(
            other,
            0.9 - place / 30,
            tuple(
                Reason(kind, "Ilse {} Tarrant" if place % 2 else None, 0.25 * place)
                for kind in (kinds[place % len(kinds)], kinds[(place + number) % len(kinds)])
            ),
            tuple(others[place + 1 : place + 3]) if place % 3 == 1 else (),
        )
        for place, other in enumerate(others[: 4 + number % 9])
    ]


def _translate(database: Database) -> None:
    """Make groups of one story in several languages; members of both are taken back later."""
    with database.write() as session:
        for group, numbers in ((1, (0, 1, 2, 3)), (2, (7, 8, 10, 11))):
            for number in numbers:
                statement = text("UPDATE article SET translation_group = :group WHERE slug = :slug")
                session.execute(
                    statement.bindparams(bindparam("group", type_=Uuid())),
                    {"group": UUID(int=group), "slug": f"story-{number}"},
                )


def _take_back(database: Database, published: list[PublishResult]) -> None:
    """Make some of the newest and of the related articles not public."""
    with database.write() as session:
        for number in (2, 5):
            withdraw(session, published[number].article_id, now=NOW)
        for number, change in ((7, "embargoed_until = '2124-01-01 00:00:00.000000'"),
                               (9, "expires_at = '2024-01-01 00:00:00.000000'")):  # fmt: skip
            statement = text(f"UPDATE article SET {change} WHERE slug = :slug")
            session.execute(statement, {"slug": f"story-{number}"})
        session.execute(text("UPDATE section SET description = 'All of Asia' WHERE path = 'world/asia'"))
