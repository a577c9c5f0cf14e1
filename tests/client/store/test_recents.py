"""Searches are remembered on this machine, and the stored articles can be searched."""

from datetime import UTC, datetime

from broadsheet_client.store.reader_store import ReaderStore
from broadsheet_client.store.recents import RecentSearches
from tests.client.responses import article_card

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_last_ten_are_kept_the_latest_first(store: ReaderStore) -> None:
    for number in range(12):
        store.searches.remember(f"word {number}")
    store.searches.remember("WORD 5")
    store.flush()
    recent = RecentSearches(store.key_values).recent()
    assert recent[:3] == ("WORD 5", "word 11", "word 10")
    assert len(recent) == 10


def test_they_are_forgotten_at_a_word(store: ReaderStore) -> None:
    store.searches.remember("平旋桥")
    store.searches.clear()
    store.flush()
    assert store.searches.recent() == RecentSearches(store.key_values).recent() == ()


def test_what_is_kept_in_another_shape_is_no_trouble(store: ReaderStore) -> None:
    store.key_values.set("recent_searches", {"pier": 1}).result()
    assert RecentSearches(store.key_values).recent() == ()


def test_stored_articles_are_found_by_all_their_words_the_newest_first(store: ReaderStore) -> None:
    store.articles.save_cards(
        [
            article_card(1, headline="The pier", summary="Made of oak", publishedAt="2026-11-01T00:00:00Z"),
            article_card(2, headline="OAK TREES", summary=None, publishedAt="2026-11-03T00:00:00Z"),
            article_card(3, headline="平旋桥修复", summary="100% “oak”", publishedAt="2026-11-02T00:00:00Z"),
        ],
        now=NOW,
    ).result()

    def ids(*expected: str, without: tuple[str, ...] = (), limit: int = 9) -> list[str]:
        return [card.id for card in store.articles.containing(expected, without, limit)]

    assert ids("oak") == ["a2", "a3", "a1"]
    assert ids("oak", "Pier") == ["a1"]
    assert ids("oak", without=("tree", "pier")) == ["a3"]
    assert ids("旋桥") == ids("100%") == ["a3"]
    assert ids("oak", limit=1) == ["a2"]
    assert ids("%") == ["a3"]
    assert ids("whale") == []
