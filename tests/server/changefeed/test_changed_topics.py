"""Whoever keeps something learns which articles have changed, and when everything may have."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.changed_topics import (
    CHANGES_MAX,
    ChangedTopics,
    FeedPosition,
    changed_topics,
)
from broadsheet_server.models.changes import Change
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind
from tests.builders import NOW, publish

Ask = Callable[[FeedPosition | None], ChangedTopics]


@pytest.fixture
def ask(database: Database) -> Iterator[Ask]:
    """Asks what has changed since a position."""
    with asyncio.Runner() as runner:
        yield lambda since: runner.run(changed_topics(database, since))
        runner.run(database.close())


def test_nothing_has_changed_in_a_quiet_store(database: Database, ask: Ask) -> None:
    publish(database)
    here = ask(None).position
    assert ask(here) == (here, frozenset())


def test_who_knows_nothing_has_to_forget_everything(database: Database, ask: Ask) -> None:
    publish(database)
    position, topics = ask(None)
    assert (position.sequence, position.parts_version, topics) == (1, 1, None)


def test_the_topics_of_all_changes_since_are_told(database: Database, ask: Ask) -> None:
    publish(database, section_path="world/asia")
    publish(database)
    here = ask(None).position
    first = publish(database, headline="First", section_path="world/asia")
    second = publish(database, headline="Second")
    position, topics = ask(here)
    assert position.sequence == here.sequence + 2
    assert topics is not None
    assert {f"article:{first.article_id.hex}", f"article:{second.article_id.hex}"} <= topics
    assert {"section:world", "section:world/asia", "section:city"} <= topics


def test_after_very_many_changes_everything_may_have_changed(database: Database, ask: Ask) -> None:
    article_id = publish(database).article_id
    here = ask(None).position
    with database.write() as session:
        for _ in range(CHANGES_MAX):
            feed.record_change(session, ChangeKind.REVISED, article_id, ["list:articles"], now=NOW)
    assert ask(here)[1] == {"list:articles"}
    with database.write() as session:
        feed.record_change(session, ChangeKind.REVISED, article_id, [], now=NOW)
    assert ask(here)[1] is None


def test_a_new_section_changes_the_tree_that_others_may_keep(database: Database, ask: Ask) -> None:
    here = ask(None).position
    publish(database, section_path="city")
    assert ask(here).topics is None


def test_a_renamed_section_may_stand_in_any_article(database: Database, ask: Ask) -> None:
    publish(database, section_path="city")
    here = ask(None).position
    publish(database, section_path="city", section_name="Our City")
    there = ask(here)
    assert there.topics is None
    assert ask(there.position).topics == frozenset()


def test_settings_that_rename_or_move_a_section_change_everything_and_the_same_again_nothing(
    database: Database, ask: Ask
) -> None:
    sections = [("city", "City"), ("world", "World")]

    def arrange() -> frozenset[str] | None:
        here = ask(None).position
        with database.write() as session:
            arrange_sections(session, sections)
        return ask(here).topics

    assert (arrange(), arrange()) == (None, frozenset())
    sections.reverse()
    assert (arrange(), arrange()) == (None, frozenset())
    sections[0] = ("world", "The World")
    assert (arrange(), arrange()) == (None, frozenset())


def test_a_store_that_was_set_back_to_a_backup_changes_everything(database: Database, ask: Ask) -> None:
    publish(database)
    position = ask(None).position
    assert ask(position._replace(sequence=position.sequence + 1)).topics is None


def test_a_sequence_that_was_lost_in_a_failover_and_given_again_changes_everything(
    database: Database, ask: Ask
) -> None:
    publish(database, now=NOW)
    position = ask(None).position
    with database.write() as session:
        session.execute(update(Change).values(occurred_at=NOW + timedelta(seconds=1)))
    publish(database, now=NOW)
    assert ask(position).topics is None
