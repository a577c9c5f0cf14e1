"""The items of a feed keep their identity, whatever the feed does with its guids and links."""

from broadsheet_server.ingest.feed_identity import FeedItem, FeedItemIdentity, feed_identities

SITE = "https://paper.example"


def known(*items: tuple[str | None, str | None], permanent: bool = False) -> list[FeedItemIdentity]:
    return feed_identities([FeedItem(*item) for item in items], guids_are_permanent=permanent).items


def references(*items: tuple[str | None, str | None]) -> list[str | None]:
    return [item.external_reference for item in known(*items)]


def test_an_ordinary_feed_is_known_by_its_guids_and_its_links() -> None:
    assert known(("1", f"{SITE}/a"), ("2", f"{SITE}/b")) == [
        FeedItemIdentity("1", f"{SITE}/a", True),
        FeedItemIdentity("2", f"{SITE}/b", True),
    ]


def test_a_guid_that_every_item_has_counts_with_the_link() -> None:
    items = [("feed", f"{SITE}/a"), ("feed", f"{SITE}/b?utm_source=rss")]
    assert references(*items) == ["feed paper.example/a", "feed paper.example/b"]
    assert references(*reversed(items)) == ["feed paper.example/b", "feed paper.example/a"]


def test_a_guid_that_every_item_has_says_nothing_without_links() -> None:
    assert references(("feed", f"{SITE}/a"), ("feed", None)) == ["feed paper.example/a", None]


def test_an_empty_guid_leaves_the_link() -> None:
    assert known((" ", f"{SITE}/a"), (None, f"{SITE}/b")) == [
        FeedItemIdentity(None, f"{SITE}/a", True),
        FeedItemIdentity(None, f"{SITE}/b", True),
    ]


def test_a_link_to_the_home_page_or_to_one_page_for_all_identifies_no_item() -> None:
    assert known(("1", f"{SITE}/"), ("2", f"{SITE}/live"), ("3", f"{SITE}/live/")) == [
        FeedItemIdentity("1", None, False),
        FeedItemIdentity("2", None, False),
        FeedItemIdentity("3", None, False),
    ]


def test_an_item_that_stands_twice_in_its_feed_is_one_item() -> None:
    first, second = known(("1", f"{SITE}/a"), ("1", f"{SITE}/a?utm_id=2"))
    assert first.external_reference == second.external_reference == "1"


def test_where_ids_are_permanent_two_of_them_are_two_articles() -> None:
    assert not any(item.reference_may_change for item in known(("1", f"{SITE}/a"), permanent=True))


def test_the_operator_is_told_what_is_wrong_with_the_feed() -> None:
    feed = [FeedItem("x", f"{SITE}/a"), FeedItem("x", f"{SITE}/b"), FeedItem("", f"{SITE}/c")]
    assert feed_identities(feed).notes == (
        "2 of 3 items share a guid; their links tell them apart",
        "1 of 3 items have no guid; they are known by their links",
    )
    assert feed_identities([FeedItem("1", f"{SITE}/a"), FeedItem("2", f"{SITE}/a")]).notes == (
        "2 of 2 items share a link; it identifies none of them",
    )
    assert feed_identities([]).notes == ()
