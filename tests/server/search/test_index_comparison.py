"""Who compares an index with its store notices every difference; other tests rely on it."""

import pytest

from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.search.index_comparison import assert_index_holds_the_store
from tests.server.search.index_fixtures import update_index


@pytest.mark.parametrize(("revised", "word"), [("The ferry", "sail"), ("The ferry sails home", "home")])
def test_a_revision_that_the_index_has_not_heard_of_is_noticed(
    database: Database, settings: Settings, revised: str, word: str
) -> None:
    publish(database, headline="The ferry sails", external_reference="a")
    update_index(database, settings)
    assert_index_holds_the_store(database, settings)
    publish(database, headline=revised, external_reference="a")
    with pytest.raises(AssertionError, match=word):
        assert_index_holds_the_store(database, settings)
    update_index(database, settings)
    assert_index_holds_the_store(database, settings)


def test_an_article_too_few_or_too_many_is_noticed(database: Database, settings: Settings) -> None:
    one = publish(database)
    update_index(database, settings)
    publish(database)
    with pytest.raises(AssertionError):
        assert_index_holds_the_store(database, settings)
    update_index(database, settings)
    with database.write() as session:
        withdraw(session, one.article_id, now=NOW)
    with pytest.raises(AssertionError):
        assert_index_holds_the_store(database, settings)
