"""What was seen can be read again, for a while."""

import json
from datetime import UTC, datetime, timedelta

from broadsheet_client.api.generated import ArticlePage
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_page_comes_back_as_it_was_with_its_time(store: ReaderStore) -> None:
    page = responses.article_page(1, related=(2,), leadImage=responses.image(), headline="轮渡复航")
    store.articles.save_page(page, now=NOW).result()
    stored = store.articles.page("a1")
    assert stored is not None
    assert (stored.page, stored.fetched_at) == (page, NOW)
    assert store.articles.page_by_slug("story-1") == stored
    assert store.articles.card("a2") == responses.article_card(2)
    assert store.articles.page("a2") is None


def test_cards_come_in_the_order_asked_and_missing_ones_are_left_out(store: ReaderStore) -> None:
    store.articles.save_cards([responses.article_card(number) for number in range(5)], now=NOW).result()
    assert [card.id for card in store.articles.cards(["a3", "a9", "a0", "a4"])] == ["a3", "a0", "a4"]
    assert store.articles.cards([]) == []


def test_what_can_be_read_offline_and_what_was_opened(store: ReaderStore) -> None:
    store.articles.save_cards([responses.article_card(1), responses.article_card(2)], now=NOW)
    store.articles.save_page(responses.article_page(2), now=NOW)
    store.articles.mark_opened("a2", now=NOW).result()
    assert store.articles.readable_offline(["a1", "a2", "a3"]) == {"a2"}
    assert store.articles.opened_ids(["a1", "a2"]) == {"a2"}


def test_a_withdrawn_article_leaves_nothing_behind(store: ReaderStore) -> None:
    store.articles.save_page(responses.article_page(1), now=NOW)
    store.articles.delete("a1").result()
    assert store.articles.page("a1") is None
    assert store.articles.card("a1") is None
    assert store._database.rows("SELECT count(*) FROM page") == [(0,)]


def test_what_an_older_reader_wrote_in_another_shape_is_simply_not_there(store: ReaderStore) -> None:
    store.articles.save_page(responses.article_page(1), now=NOW).result()
    store._database.write(
        lambda connection: connection.execute("UPDATE page SET body = '{\"id\": 1}'")
    ).result()
    assert store.articles.page("a1") is None
    assert store.articles.card("a1") is not None


def test_a_page_from_before_images_had_renditions_is_still_there(store: ReaderStore) -> None:
    page = responses.page(1, images=[responses.image()])
    store.articles.save_page(ArticlePage.from_json(page), now=NOW).result()
    del page["images"][0]["renditions"]
    store._database.write(
        lambda connection: connection.execute("UPDATE page SET body = ?", (json.dumps(page),))
    ).result()
    found = store.articles.page("a1")
    assert found is not None
    assert [image.renditions for image in found.page.images] == [()]


def test_a_page_from_before_contributors_and_translations_is_still_there(store: ReaderStore) -> None:
    page = responses.page(1)
    store.articles.save_page(ArticlePage.from_json(page), now=NOW).result()
    del page["contributors"], page["translations"]
    store._database.write(
        lambda connection: connection.execute("UPDATE page SET body = ?", (json.dumps(page),))
    ).result()
    found = store.articles.page("a1")
    assert found is not None
    assert (found.page.contributors, found.page.translations) == ((), ())


def test_after_ninety_days_only_what_was_seen_or_opened_lately_is_kept(store: ReaderStore) -> None:
    old, late = NOW - timedelta(days=91), NOW - timedelta(days=89)
    store.articles.save_page(responses.article_page(1), now=old)
    store.articles.save_page(responses.article_page(2), now=old)
    store.articles.save_page(responses.article_page(3), now=late)
    store.articles.mark_opened("a1", now=old)
    store.articles.mark_opened("a2", now=late)
    assert store.delete_expired(NOW).result() == 1
    assert [card.id for card in store.articles.cards(["a1", "a2", "a3"])] == ["a2", "a3"]


def test_sent_shares_leave_the_outbox_after_a_week_and_unsent_ones_never(store: ReaderStore) -> None:
    for key in ("sent", "queued"):
        store.outbox.queue(ShareDraft(article_id="a", headline="h", idempotency_key=key))
    store.outbox.set_state("sent", OutboxState.SENT).result()
    store.delete_expired(datetime.now(UTC)).result()
    assert len(store.outbox.entries()) == 2
    store.delete_expired(datetime.now(UTC) + timedelta(days=400)).result()
    assert [entry.key for entry in store.outbox.entries()] == ["queued"]
