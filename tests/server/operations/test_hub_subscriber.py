"""Sources whose feed names a hub: what the hub is asked, what it may do, and what it brings."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from sqlmodel import select

from broadsheet_server.ingest.hub_requests import VERIFICATION_WAIT
from broadsheet_server.ingest.pushed_polls import PUSHED_INTERVAL
from broadsheet_server.ingest.sources import find_source, pause_source, remove_source, resume_source
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_shared.vocabulary import SubscriptionState
from tests.server.fetching.web_server import Answer, response
from tests.server.ingest.feed_documents import item, rss
from tests.server.operations.conftest import RunStory
from tests.server.operations.polled_newsroom import Newsroom
from tests.server.operations.websub_hub import Hub, SubscribedNewsroom, hub_link, subscribed_newsroom

HubStory = Callable[[SubscribedNewsroom, Newsroom, Hub], Awaitable[None]]
on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""For what no database does in a way of its own."""


@pytest.fixture
def with_hub(newsroom: RunStory) -> Callable[[HubStory], None]:
    """Runs what happens to a newsroom with the source The Post, whose feed names a hub."""

    def run(story: HubStory) -> None:
        async def with_newsroom(here: Newsroom) -> None:
            async with subscribed_newsroom(here) as subscribed:
                here.web.answers["/feed"] = feed(["one"], subscribed.hub.url + "/")
                here.add()
                await story(subscribed, here, subscribed.hub)

        newsroom(with_newsroom)

    return run


RunHubStory = Callable[[HubStory], None]


def feed(names: Sequence[str], *hubs: str) -> Answer:
    """A feed with these items that names these hubs."""
    return response(rss([item(name) for name in names], head="".join(map(hub_link, hubs))))


def test_a_source_is_subscribed_to_and_what_its_hub_pushes_comes_in_at_once(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        [form] = hub.forms
        assert form["hub.callback"].startswith("https://news.example/websub/")
        assert form | {"hub.callback": ""} == {
            "path": "/",
            "hub.mode": "subscribe",
            "hub.topic": here.web.url + "/feed",
            "hub.callback": "",
            "hub.lease_seconds": "864000",
        }
        assert subscribed.health() == f"Pushed by hub {hub.url}/ until 2026-11-28 09:00, no push yet."
        source = await here.poll(20)
        assert PUSHED_INTERVAL <= source.next_poll_at - here.now <= PUSHED_INTERVAL * 1.1

        here.web.answers["/feed"] = feed(["one", "two"], f"{hub.url}/")
        here.now += timedelta(minutes=10)
        assert await hub.push() == 202
        source = await here.poll(0)
        assert here.headlines() == ["Report one", "Report two"]
        assert [run.is_pushed for run in here.runs()] == [False, True]
        assert subscribed.health().endswith("until 2026-11-28 09:00, last push 2026-11-27 09:30.")
        assert source.next_poll_at - here.now >= PUSHED_INTERVAL

    with_hub(story)


@on_sqlite
def test_only_what_was_asked_for_is_verified_and_only_once(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await here.poll(0)
        await subscribed.subscriber().run_until_idle()
        assert not await hub.verify(topic="https://post.example/other")
        assert not await hub.verify(mode="unsubscribe")
        assert not await hub.verify(challenge="")
        assert "has been asked for pushes" in subscribed.health()
        assert await hub.verify()
        assert not await hub.verify()

    with_hub(story)


@on_sqlite
def test_a_push_without_the_right_signature_is_taken_politely_ignored_and_counted(
    with_hub: RunHubStory,
) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        with here.database.write() as session:
            session.exec(select(HubSubscription)).one().secret = "s3cret"
        await here.poll(20)
        polls = len(here.web.requests)
        for status in (await hub.push(), await hub.push(secret="guess")):
            assert status == 202
        await here.poll(5)
        assert len(here.web.requests) == polls
        assert subscribed.health().endswith(
            "no push yet. 2 pushes were ignored, the last at 2026-11-27 09:20: the signature was missing or "
            "wrong."
        )
        assert await hub.push(secret="s3cret") == 202
        await here.poll(0)
        assert len(here.web.requests) == polls + 1

    with_hub(story)


@on_sqlite
def test_what_a_hub_says_does_not_give_the_callback_away(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        async def refuse(writer: asyncio.StreamWriter) -> None:
            words = f"Cannot reach {hub.forms[-1]['hub.callback']}".encode()
            await response(words, "Content-Type: text/plain", status="400 No")(writer)

        here.web.answers["/feed"] = feed(["one"], f"{hub.url}/strict")
        hub.answers["/strict"] = refuse
        await here.poll(0)
        await subscribed.subscriber().run_until_idle()
        assert "Cannot reach https://news.example/websub/…" in subscribed.health()

        callback = hub.forms[-1]["hub.callback"]
        await hub.deny(f"{callback} is not known")
        assert "https://news.example/websub/… is not known" in subscribed.health()

    with_hub(story)


@on_sqlite
def test_of_several_hubs_the_next_is_asked_where_one_fails_or_denies(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        hubs = [f"{hub.url}/{name}" for name in ("busy", "strict", "kind")]
        here.web.answers["/feed"] = feed(["one"], *hubs)
        hub.answers["/busy"] = response(b"No room.", "Content-Type: text/plain", status="503 Busy")
        await here.poll(0)
        await subscribed.subscriber().run_until_idle()
        assert subscribed.health().startswith(
            f"Polled only: {hubs[0]}: The server answered 503 (Busy). No room. Next try "
        )
        await hub.deny("subscribers pay here")
        assert f"{hubs[1]}: The hub has denied it: subscribers pay here." in subscribed.health()
        await subscribed.subscriber().run_until_idle()
        assert [form["path"] for form in hub.forms] == ["/busy", "/strict", "/kind"]
        assert len({form["hub.callback"] for form in hub.forms}) == 3
        assert await hub.verify()
        assert subscribed.health().startswith(f"Pushed by hub {hubs[2]} until ")

        await hub.deny("closed")
        source = here.source()
        assert source.next_poll_at == here.now
        subscription = subscribed.subscription()
        assert subscription is not None
        assert subscription.next_request_at - here.now >= timedelta(days=1)  # there is no other hub left

    with_hub(story)


@on_sqlite
def test_a_subscription_is_renewed_before_its_lease_ends_and_polled_again_when_it_has(
    with_hub: RunHubStory,
) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        here.now += timedelta(hours=16)
        await subscribed.subscriber().run_until_idle()
        assert len(hub.forms) == 1
        here.now += timedelta(hours=5)
        await subscribed.subscriber().run_until_idle()
        assert hub.forms[1] == hub.forms[0]
        assert await hub.verify()
        assert "until 2026-11-29 06:00" in subscribed.health()

        here.now += timedelta(hours=23)
        await subscribed.subscriber().run_until_idle()  # the hub does not verify any more
        here.now += VERIFICATION_WAIT
        await subscribed.subscriber().run_until_idle()
        assert subscribed.health().endswith(
            f"It could not be renewed: {hub.url}/: The hub took the request, and did not verify it: perhaps "
            "it cannot reach https://news.example/websub/."
        )
        here.now += timedelta(hours=1)
        await subscribed.subscriber().run_until_idle()
        subscription = subscribed.subscription()
        assert subscription is not None
        assert subscription.state == SubscriptionState.REQUESTED
        source = await here.poll(0)
        assert timedelta(minutes=15) <= source.next_poll_at - here.now <= timedelta(minutes=17)

    with_hub(story)


@pytest.mark.parametrize("end", [pause_source, remove_source], ids=["paused", "removed"])
def test_a_source_that_is_polled_no_more_is_unsubscribed_from(with_hub: RunHubStory, end: object) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        with here.database.write() as session:
            end(session, find_source(session, "The Post"))  # type: ignore[operator]
        await subscribed.subscriber().run_until_idle()
        assert [form["hub.mode"] for form in hub.forms] == ["subscribe", "unsubscribe"]
        assert hub.forms[1]["hub.callback"] == hub.forms[0]["hub.callback"]
        assert await hub.push() == 410
        assert not await hub.verify(mode="subscribe")
        assert await hub.verify()
        assert subscribed.subscription() is None
        assert await hub.push() == 410

        if end is pause_source:
            with here.database.write() as session:
                resume_source(session, find_source(session, "The Post"), now=here.now)
            await subscribed.subscribe()
            assert hub.forms[2]["hub.callback"] != hub.forms[0]["hub.callback"]

    with_hub(story)


def test_two_servers_ask_each_hub_once(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        for number in range(8):
            here.web.answers[f"/{number}"] = feed([f"n{number}"], f"{hub.url}/{number}")
            here.add(f"/{number}", f"Paper {number}")
        await here.poll(0)
        servers = [subscribed.subscriber(), subscribed.subscriber()]
        for _ in range(2):  # where both request the same, one goes on at its next look
            await asyncio.gather(*(server.run_until_idle() for server in servers))
        assert sorted(form["path"] for form in hub.forms) == ["/", *(f"/{number}" for number in range(8))]

    with_hub(story)


@on_sqlite
@pytest.mark.parametrize(
    "change", [{"websub": "off"}, {"public_url": "https://other.example"}], ids=["off", "moved"]
)
def test_a_server_that_hubs_cannot_reach_at_the_old_address_takes_no_pushes_there(
    with_hub: RunHubStory, change: dict[str, str]
) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        await here.poll(20)
        await subscribed.subscriber(**change).run_until_idle()
        modes = {form["hub.mode"]: form["hub.callback"] for form in hub.forms[1:]}
        assert modes.pop("unsubscribe") == hub.forms[0]["hub.callback"]
        assert all(callback.startswith("https://other.example/websub/") for callback in modes.values())
        assert len(modes) == ("public_url" in change)
        assert here.source().next_poll_at == here.now

    with_hub(story)


@on_sqlite
def test_news_that_a_push_announces_is_looked_for_until_it_is_there(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        await here.poll(20)
        await hub.push()
        waits = []
        for _ in range(6):
            source = here.source()
            waits.append((source.next_poll_at - here.now) / timedelta(minutes=1))
            await here.poll(waits[-1])
        assert [round(wait) for wait in waits[:5]] == [1, 1, 2, 4, 8]  # a cache in front of it is old
        assert 15 <= waits[5] <= 17

    with_hub(story)


@on_sqlite
def test_a_push_that_comes_while_the_source_is_polled_is_not_lost(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()

        async def push_of_three(writer: asyncio.StreamWriter) -> None:
            await hub.push()
            await feed(["one", "two"], f"{hub.url}/")(writer)

        here.web.answers["/feed"] = push_of_three
        source = await here.poll(20)
        assert here.headlines() == ["Report one", "Report two"]
        assert source.next_poll_at - here.now == timedelta(minutes=1)

    with_hub(story)


@on_sqlite
def test_a_hub_that_does_not_tell_of_news_is_not_relied_upon(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        here.web.answers["/feed"] = feed(["one", "two"], f"{hub.url}/")
        source = await here.poll(20)
        assert source.next_poll_at - here.now < timedelta(minutes=17)
        assert "It did not tell of the last news, so polls go on as without it." in subscribed.health()
        await hub.push()
        here.web.answers["/feed"] = feed(["one", "two", "three"], f"{hub.url}/")
        source = await here.poll(20)
        assert source.next_poll_at - here.now >= PUSHED_INTERVAL

    with_hub(story)


@on_sqlite
def test_a_feed_that_names_another_hub_is_subscribed_to_there(with_hub: RunHubStory) -> None:
    async def story(subscribed: SubscribedNewsroom, here: Newsroom, hub: Hub) -> None:
        await subscribed.subscribe()
        here.web.answers["/feed"] = feed(["one", "two"], f"{hub.url}/new")
        await here.poll(20)
        await subscribed.subscriber().run_until_idle()
        asked = {(form["path"], form["hub.mode"]) for form in hub.forms[1:]}
        assert asked == {("/", "unsubscribe"), ("/new", "subscribe")}

    with_hub(story)
