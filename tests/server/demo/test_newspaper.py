"""The demo newspaper comes in by the ordinary import, and a second start finds it as it was."""

import json
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.demo import newspaper
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome


@pytest.fixture
def demo(tmp_path: Path) -> Settings:
    newspaper.prepare_data_folder(tmp_path)
    return Settings(data=tmp_path)


@pytest.fixture
def store(demo: Settings) -> Iterator[Database]:
    database = open_store(demo)
    yield database
    database.dispose()


def test_every_article_of_the_demo_comes_in_once(store: Database, demo: Settings) -> None:
    first = Counter(item.outcome for item in newspaper.import_articles(store, demo))
    second = Counter(item.outcome for item in newspaper.import_articles(store, demo))
    assert set(first) == {ImportOutcome.CREATED}
    assert set(second) == {ImportOutcome.UNCHANGED}
    assert first.total() == second.total() >= 60


def test_the_demo_tells_ten_stories_in_two_languages_over_several_weeks() -> None:
    documents = [json.loads(path.read_text("utf-8")) for path in newspaper.ARTICLES.glob("*.json")]
    stories = Counter(document["slugline"] for document in documents)
    assert sum(articles >= 3 for articles in stories.values()) >= 10
    assert sum(document["language"] == "zh-Hans" for document in documents) >= 8
    days = sorted(document["firstCreated"][:10] for document in documents)
    assert days[0] < "2026-10-05"
    assert days[-1] > "2026-11-15"


def test_the_readers_key_is_kept_for_its_owner_only(store: Database, demo: Settings) -> None:
    key = newspaper.reader_key(store, demo)
    assert newspaper.reader_key(store, demo) == key
    assert stat.S_IMODE(newspaper.key_file(demo).stat().st_mode) == 0o600


def test_settings_that_somebody_changed_are_kept(demo: Settings) -> None:
    settings_file = demo.data / "broadsheet.toml"
    settings_file.write_text('[publication]\nname = "The Other Paper"\n')
    newspaper.prepare_data_folder(demo.data)
    assert Settings(data=demo.data).publication.name == "The Other Paper"
