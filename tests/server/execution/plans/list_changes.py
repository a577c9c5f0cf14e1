"""Lists of every kind, and everything that editors do by which one of them may become another one.

No change here is one of what articles share, which ends everything that is kept.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, PUBLISHED_AT, publish

_ALL = 'where: {section: "sports", tag: "regatta", author: "wen-li", language: "en"}'
_PAGE = "{ nodes { headline language } pageInfo { hasNextPage hasPreviousPage } }"
LISTS = {
    name: f"{{ articles({arguments}) {page} }}"
    for name, arguments, page in (
        ("all", "first: 3", _PAGE),
        ("section above", 'where: {section: "sports"}', _PAGE),
        ("section alone", 'where: {section: "sports/rowing", includeDescendants: false}', _PAGE),
        ("tag", 'where: {tag: "regatta"}', _PAGE),
        ("author", 'where: {author: "wen-li"}', _PAGE),
        ("language", 'where: {language: "zh"}', _PAGE),
        (
            "all conditions",
            'where: {section: "sports", tag: "regatta", author: "wen-li", language: "en"}',
            _PAGE,
        ),
        ("dates", f'where: {{section: "sports", publishedBefore: "{PUBLISHED_AT.isoformat()}"}}', _PAGE),
        ("total", 'first: 1, orderBy: OLDEST, where: {section: "sports"}', "{ totalCount { value } }"),
        ("last", 'last: 1, where: {section: "sports"}', _PAGE),
        ("behind", 'first: 1, orderBy: OLDEST, where: {tag: "regatta"}', "{ pageInfo { hasNextPage } }"),
    )
}


def publish_lists(database: Database) -> UUID:
    """The articles that the lists have before anything changes; the id of the one that will change."""
    publish(database, headline="Abroad", section_path="world", published_at=PUBLISHED_AT)
    _one(database, "It stays", "urn:stays", published_at=PUBLISHED_AT - timedelta(hours=5))
    return _one(database, "It moves", "urn:moves")


def changes_of_lists(database: Database, moving: UUID) -> Iterator[str]:
    """Change one thing after the other, and say what it was."""
    _one(database, "New", "urn:new", published_at=PUBLISHED_AT + timedelta(seconds=30), tags=())
    yield "a new article"
    for what, given in (
        ("it leaves the section", {"section_path": "world"}),
        ("it comes back", {}),
        ("it loses its tag", {"tags": ()}),
        ("it has it again", {}),
        ("it loses its author", {"authors": ()}),
        ("it has them again", {}),
        ("it has another language", {"language": "zh-Hans"}),
        ("it has another date", {"published_at": PUBLISHED_AT - timedelta(hours=9)}),
        ("it is not to be seen any more", {"expires_at": NOW - timedelta(minutes=1)}),
        ("it is to be seen again", {}),
        ("it goes to the section above", {"section_path": "sports"}),
    ):
        _one(database, f"Now {what}", "urn:moves", **given)
        yield what
    for change in (withdraw, restore):
        with database.write() as session:
            change(session, moving, now=NOW)
        yield change.__name__
    with database.write() as session:
        correct(session, moving, "It was Monday.", now=NOW)
    yield "correct"
    for number in range(2):
        publish(database, headline=f"Elsewhere {number}", section_path="world")
        yield "news of something else"


def _one(database: Database, headline: str, reference: str, **changes: Any) -> UUID:
    given = {
        "section_path": "sports/rowing",
        "tags": (DraftTag("Regatta", TagKind.TOPIC),),
        "authors": (DraftAuthor("Wen Li"),),
        "published_at": PUBLISHED_AT - timedelta(hours=1),
        "external_reference": reference,
        "headline": headline,
    }
    return publish(database, **{**given, **changes}).article_id
