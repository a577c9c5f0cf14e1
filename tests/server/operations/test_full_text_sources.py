"""Sources whose feeds have a summary or a link: the text comes from the pages."""

from datetime import timedelta
from itertools import pairwise

from broadsheet_server.ingest.image_retries import RETRIES_MAX
from broadsheet_server.ingest.polled_full_texts import PAGES_MAX
from tests.pictures import png
from tests.server.fetching.web_server import response
from tests.server.ingest.feed_documents import article_page, item, rss
from tests.server.operations.conftest import RunStory
from tests.server.operations.polled_newsroom import Newsroom


def feed(here: Newsroom, *items: str) -> None:
    """The feed that the web server has from now on, with its pages on this machine."""
    here.web.answers["/feed"] = response(rss(items).replace(b"https://post.example", here.web.url.encode()))


def page(here: Newsroom, name: str, headline: str = "The page's own headline") -> None:
    """The page of an item."""
    here.web.answers[f"/{name}"] = response(article_page(headline), "Content-Type: text/html; charset=utf-8")


def illustrated_page(here: Newsroom, name: str, status: str = "503 Busy") -> None:
    """The page of an item with an image, for which the web server answers with a fault."""
    markup = article_page("A crane lifts").replace(
        b"<p>", b'<p><img src="/crane.png" alt="A crane"></p><p>', 1
    )
    here.web.answers[f"/{name}"] = response(markup, "Content-Type: text/html; charset=utf-8")
    here.web.answers["/crane.png"] = response(b"", status=status)


def asked(here: Newsroom) -> list[str]:
    """The paths that were asked for since the last question, without the feed's."""
    paths = [request.split()[1] for request in here.web.requests]
    here.web.requests.clear()
    return sorted(path for path in paths if path != "/feed")


def test_a_summary_and_a_link_become_articles_with_the_text_of_their_pages(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"), item("two", text=""))
        page(here, "one")
        page(here, "two")
        here.add(full_text=True)
        await here.poll()

        assert here.headlines() == ["Report one", "Report two"]
        assert all(text.count("ferry company") == 12 for text in here.bodies())

    newsroom(story)


def test_only_what_is_new_or_has_changed_has_its_page_read(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        for name in ("one", "two", "three"):
            page(here, name)
        feed(here, item("one"), item("two"))
        here.add(full_text=True)
        await here.poll()
        assert asked(here) == ["/one", "/two"]

        feed(here, item("three"), item("one", text="Corrected."), item("two"))
        await here.poll()
        assert asked(here) == ["/one", "/three"]
        feed(here, item("four"), item("three"))
        page(here, "four")
        await here.poll()
        assert asked(here) == ["/four"]
        assert len(here.headlines()) == 4

    newsroom(story)


def test_a_page_that_cannot_be_read_leaves_the_feeds_text_and_is_tried_again(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"), item("two", text=""))
        here.web.answers |= {path: response(b"", status="503 Busy") for path in ("/one", "/two")}
        here.add(full_text=True)
        source = await here.poll()

        assert source.failures == 0
        assert here.bodies() == ["<p>The harbour bridge opened to traffic on Monday.</p>"]
        first, second = here.reasons()
        assert first.startswith("The feed's own text was taken: http://127.0.0.1")
        assert first.endswith("could not be fetched: The server answered 503 (Busy).")
        assert second.startswith("The feed has no text of it, and its page gave none: ")

        page(here, "one")
        page(here, "two")
        await here.poll()
        assert [text.count("ferry company") for text in here.bodies()] == [12, 12]

    newsroom(story)


def test_a_page_that_fails_later_does_not_take_the_full_text_away(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"))
        page(here, "one")
        here.add(full_text=True)
        await here.poll()
        feed(here, item("one", text="Changed."))
        here.web.answers["/one"] = response(b"", status="503 Busy")
        await here.poll()
        assert here.bodies()[0].count("ferry company") == 12
        assert [(run.created, run.updated) for run in here.runs()] == [(1, 0)]

    newsroom(story)


def test_a_page_that_lists_articles_is_no_text(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"))
        teasers = "".join(f"<h2><a href='/{n}'>Headline {n}</a></h2><p>Words.</p>" for n in range(30))
        here.web.answers["/one"] = response(
            f"<html><title>News</title><body>{teasers}</body></html>".encode()
        )
        here.add(full_text=True)
        await here.poll()
        assert here.bodies() == ["<p>The harbour bridge opened to traffic on Monday.</p>"]
        assert "This is a page that lists articles" in here.reasons()[0]
        here.web.requests.clear()
        await here.poll()
        assert asked(here) == []

    newsroom(story)


def test_a_long_feed_comes_in_over_several_polls(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        names = [f"n{number}" for number in range(PAGES_MAX + 3)]
        feed(here, *map(item, names))
        here.web.answers |= {f"/{name}": response(b"", status="404 Not Found") for name in names}
        here.add(full_text=True)
        await here.poll()
        assert len(here.headlines()) == PAGES_MAX
        await here.poll()
        assert len(here.headlines()) == PAGES_MAX + 3

    newsroom(story)


def test_a_server_that_has_had_enough_is_asked_for_no_further_page(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        names = [f"n{number}" for number in range(20)]
        feed(here, *map(item, names))
        here.web.answers |= {
            f"/{name}": response(b"", "Retry-After: 7200", status="429 Enough") for name in names
        }
        here.add(full_text=True)
        source = await here.poll()
        assert len(asked(here)) < 6  # those that were on their way
        assert len(here.headlines()) == 20
        assert source.next_poll_at - here.now >= timedelta(hours=2)

    newsroom(story)


def test_a_page_that_is_not_there_is_asked_for_once(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"))
        here.web.answers["/one"] = response(b"", status="404 Not Found")
        here.add(full_text=True)
        await here.poll()
        await here.poll()
        assert asked(here) == ["/one"]

    newsroom(story)


def test_an_image_that_failed_for_the_moment_comes_in_though_its_item_is_the_same(
    newsroom: RunStory,
) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"), item("two"))
        illustrated_page(here, "one")
        page(here, "two")
        here.add(full_text=True)
        await here.poll()
        assert here.source().failures == 0
        [reason] = here.reasons()
        assert "The server answered 503 (Busy)" in reason
        assert reason.endswith("images that failed for the moment are tried again in later polls")

        here.web.answers["/crane.png"] = response(png())
        asked(here)
        await here.poll()
        assert asked(here) == ["/crane.png", "/one"]
        assert ['src="/media/' in text for text in here.bodies()] == [True, False]
        assert [(run.created, run.updated) for run in here.runs()] == [(2, 0), (0, 1)]
        await here.poll()
        await here.poll()
        assert asked(here) == []

    newsroom(story)


def test_an_image_is_tried_again_ever_more_seldom_and_then_given_up_with_a_warning(
    newsroom: RunStory,
) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"))
        illustrated_page(here, "one")
        here.add(full_text=True)
        await here.poll()
        asked(here)
        tries = []
        for number in range(40):
            await here.poll()
            if asked(here):
                tries.append(number)
        waits = [later - earlier for earlier, later in pairwise(tries)]
        assert len(tries) == RETRIES_MAX
        assert waits == sorted(waits)
        assert waits[-1] > waits[0]
        assert [(run.created, run.updated, run.unchanged) for run in here.runs()] == [(1, 0, 0), (0, 0, 1)]
        [reason] = here.reasons()
        assert reason.startswith(f"Images were not fetched in {RETRIES_MAX} further tries.")

        feed(here, item("one", text="Corrected."))
        await here.poll()
        assert asked(here) == ["/crane.png", "/one"]

    newsroom(story)


def test_an_image_that_is_not_there_is_asked_for_once(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"))
        illustrated_page(here, "one", "404 Not Found")
        here.add(full_text=True)
        await here.poll()
        assert asked(here) == ["/crane.png", "/one"]
        await here.poll()
        await here.poll()
        assert asked(here) == []

    newsroom(story)


def test_an_image_waits_for_its_next_try_while_other_items_come_in(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        feed(here, item("one"))
        illustrated_page(here, "one")
        here.add(full_text=True)
        await here.poll()
        await here.poll()
        feed(here, item("two"), item("one"))
        page(here, "two")
        here.web.answers["/crane.png"] = response(png())
        asked(here)
        await here.poll()
        assert asked(here) == ["/two"], "the second try is due half an hour after the first"
        await here.poll()
        assert asked(here) == ["/crane.png", "/one"]

    newsroom(story)
