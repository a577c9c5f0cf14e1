"""Nobody gets a page of a list that is older than the question."""

from datetime import timedelta

import pytest

from broadsheet_server.changefeed import feed
from broadsheet_server.execution.plans import kept_reads
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.drafts import DraftTranslation
from broadsheet_server.newsroom.withdraw import restore, withdraw
from tests.builders import NOW, publish
from tests.server.execution.plans.asked_again import (
    CARDS,
    Change,
    asked_often,
    by_hand,
    commit,
    executed,
    noted_statements,
    planned,
    slugs,
    story,
)
from tests.server.execution.plans.list_changes import LISTS, changes_of_lists, publish_lists
from tests.server.execution.plans.store_asked import StoreAsked


def parts_version(asked: StoreAsked) -> int:
    """How often everything that is kept had to end."""
    with asked.database.read() as session:
        return feed.parts_version(session)


def test_after_every_change_every_list_is_what_the_store_says(asked: StoreAsked) -> None:
    moving = publish_lists(asked.database)
    documents = {name: asked_often(asked, text) for name, text in LISTS.items()}
    shown = {name: planned(asked, document) for name, document in documents.items()}
    shared, changed = parts_version(asked), set()
    for what in changes_of_lists(asked.database, moving):
        for name, document in documents.items():
            before, shown[name] = shown[name], planned(asked, document)
            assert shown[name] == executed(asked, LISTS[name]), (what, name)
            changed |= {name} if shown[name] != before else set()
            planned(asked, document)  # so that it is kept again
    assert parts_version(asked) == shared
    assert changed == documents.keys()  # otherwise nothing was compared


def test_a_section_is_not_read_again_because_of_what_happens_in_another(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(asked.database, headline="A match", section_path="sports")
    lists = [
        asked_often(asked, f'{{ articles(where: {{section: "{path}"}}) {{ nodes {{ slug headline }} }} }}')
        for path in ("sports", "city")
    ]
    publish(asked.database, headline="Another match", section_path="sports")
    sports = planned(asked, lists[0])
    sent = noted_statements(asked, monkeypatch)
    assert b"Another match" in sports
    planned(asked, lists[1])
    assert not sent


def test_a_page_that_is_kept_beyond_a_change_ends_with_the_moment_that_came_with_it(
    asked: StoreAsked,
) -> None:
    document = asked_often(asked, CARDS)
    later = NOW + timedelta(minutes=2)
    publish(asked.database, headline="Not yet", slug="not-yet", embargoed_until=later)
    for _ in range(2):
        assert "not-yet" not in slugs(planned(asked, document))
    assert "not-yet" not in slugs(planned(asked, document, later - timedelta(seconds=1)))
    assert "not-yet" in slugs(planned(asked, document, later))


def test_what_is_changed_by_hand_is_seen_in_lists_after_five_minutes(asked: StoreAsked) -> None:
    document = asked_often(asked, CARDS)
    commit(asked, by_hand("UPDATE article SET status = 'draft' WHERE slug = 'story-4'"))
    assert "story-4" not in slugs(planned(asked, document, NOW + kept_reads.KEPT_FOR))


def test_an_article_that_leaves_a_section_leaves_its_list(asked: StoreAsked) -> None:
    news = {"external_reference": "urn:moving", "headline": "It moves", "published_at": NOW}
    publish(asked.database, section_path="world/asia")  # a new section would end everything
    publish(asked.database, section_path="sports", **news)
    publish(asked.database, section_path="sports", headline="It stays", published_at=NOW - timedelta(hours=1))
    listed = 'articles(first: 1, where: {section: "sports"})'
    shown, behind = (
        asked_often(asked, f"{{ {arguments} {{ nodes {{ headline }} pageInfo {{ hasNextPage }} }} }}")
        for arguments in (listed, listed.replace("first: 1", "first: 1, orderBy: OLDEST"))
    )
    assert b"It moves" in planned(asked, shown)
    assert b'"hasNextPage":true' in planned(asked, behind)  # because of the one that is not on this page
    publish(asked.database, section_path="world/asia", **news)
    assert b"It stays" in planned(asked, shown)
    assert b'"hasNextPage":false' in planned(asked, behind)


TRANSLATED = '{ article(by: { slug: "ferry-en" }) { headline translations { slug language } } }'


def test_readers_see_the_languages_that_a_story_has_now(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(asked.database, slug="ferry-en", external_reference="urn:en", headline="The ferry")
    document = asked_often(asked, TRANSLATED)
    seen = {planned(asked, document)}
    of_it = DraftTranslation("ferry-en", TranslationReferenceKind.SLUG)
    ferry = {"slug": "ferry-zh", "external_reference": "urn:zh", "translations": (of_it,)}
    for given in ({"language": "zh"}, {"language": "zh", "headline": "It is back"}, {"language": "de"}):
        publish(asked.database, **ferry, **given)
        seen.add(planned(asked, document))
        assert planned(asked, document) == executed(asked, TRANSLATED)
    for change in (_withdrawn("ferry-zh"), _restored("ferry-zh")):
        commit(asked, change)
        assert planned(asked, document) == planned(asked, document) == executed(asked, TRANSLATED)
        seen.add(planned(asked, document))
    assert len(seen) == 3  # none, Chinese and German
    sent = noted_statements(asked, monkeypatch)
    planned(asked, document)
    assert not sent


def test_a_translation_under_embargo_is_seen_with_the_moment(asked: StoreAsked) -> None:
    publish(asked.database, slug="ferry-en", external_reference="urn:en", headline="The ferry")
    document = asked_often(asked, TRANSLATED)
    later = NOW + timedelta(minutes=2)
    of_it = DraftTranslation("ferry-en", TranslationReferenceKind.SLUG)
    publish(asked.database, slug="ferry-zh", language="zh", translations=(of_it,), embargoed_until=later)
    for _ in range(2):
        assert b"ferry-zh" not in planned(asked, document)
    assert b"ferry-zh" in planned(asked, document, later)


def _withdrawn(slug: str) -> Change:
    return lambda session: withdraw(session, story(session, slug), now=NOW)


def _restored(slug: str) -> Change:
    return lambda session: restore(session, story(session, slug), now=NOW)
