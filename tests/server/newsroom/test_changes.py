"""Every change of an article gets into the change feed, also when several writers publish at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import publish

WRITERS = 12


def test_many_writers_publish_at_once_without_treading_on_each_other(
    database: Database, tmp_path: Path
) -> None:
    def writer(number: int) -> int | None:
        return publish(
            database,
            tmp_path,
            external_reference=f"tag:{number}",
            headline="Storm closes the harbour",
            section_path="city/harbour",
            authors=(DraftAuthor("Mei Tan"),),
            tags=(DraftTag("Storms", TagKind.TOPIC), DraftTag("Vallmere", TagKind.PLACE)),
        ).sequence

    with ThreadPoolExecutor(4) as pool:
        sequences = list(pool.map(writer, range(WRITERS)))
    with database.read() as session:
        assert sorted(sequence or 0 for sequence in sequences) == list(range(1, WRITERS + 1))
        assert len(session.exec(select(Change)).all()) == WRITERS
        assert len({article.slug for article in session.exec(select(Article))}) == WRITERS
        assert len(session.exec(select(Tag)).all()) == 2
