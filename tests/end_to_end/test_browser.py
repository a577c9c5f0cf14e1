"""The newspaper in a real browser: how pages fit, what the keyboard reaches, and the playground at work."""

import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.storage.database import Database, sqlite_url
from tests.end_to_end.chromium import PROGRAM, Tab

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="no Chromium here: pages are tested without a browser only"
)

CTRL = 2
ARTICLE = "/articles/ansel-swing-bridge-shut-cracks"
CHINESE = "/articles/ansel-xuanqiao-liefeng-fengbi"
TABLES = "/articles/ferry-inquiry-blames-bow-door"
MAIL = f"/mailbox/{1:032x}"
PAGES = (
    "/",
    "/sections/world",
    ARTICLE,
    CHINESE,
    TABLES,
    "/nowhere",
    "/mail/stop/x",
    "/mailbox",
    MAIL,
    "/playground",
)


def _stop_token(data: Path) -> str:
    """What the stop link of a mail to a friend holds."""
    store = Database(sqlite_url(data / "broadsheet.sqlite3"))
    with store.read() as session:
        marks = address_hasher(session)
    store.dispose()
    return marks.unsubscribe_token(marks.hash_address("friend@example.net"))


def test_every_page_fits_every_window(site: str, tab: Tab) -> None:
    for address in PAGES:
        tab.open(site + address)
        for width in (320, 768, 1280):
            tab.resize(width)
            assert tab.run("document.documentElement.scrollWidth") <= width, f"{address} at {width}"


def test_no_page_complains_or_asks_anybody_else(site: str, tab: Tab) -> None:
    for address in PAGES:
        tab.open(site + address)
        complaints = [line for line in tab.console if not line.startswith("verbose")]
        allowed = 1 if address == "/nowhere" else 0  # the browser notes that it is a 404
        assert len(complaints) <= allowed, complaints
        assert all(url.startswith((site, "about:")) for url in tab.requested), tab.requested


def test_what_is_pressed_is_large_enough(site: str, tab: Tab) -> None:
    pressed = (
        ".sections a, .breadcrumb a, .related h3 a, .button, .kicker, .pager a, .story-headline a, .imprint a"
    )
    for address in ("/", "/sections/world", ARTICLE):
        tab.open(site + address, width=320)
        heights = tab.run(
            f"[...document.querySelectorAll('{pressed}')].map(each => [each.textContent.trim(), "
            "each.getBoundingClientRect().height, each.getBoundingClientRect().width])"
        )
        assert heights
        small = [each for each in heights if each[1] < 24 or each[2] < 24]
        assert not small, f"{address}: {small}"


def test_the_keyboard_skips_to_the_article(site: str, tab: Tab) -> None:
    tab.open(site + ARTICLE)
    tab.press("Tab")
    assert tab.run("document.activeElement.textContent") == "Skip to the article"
    assert tab.run("document.activeElement.getBoundingClientRect().top") >= 0
    tab.press("Enter", text="\r")
    tab.wait("document.activeElement.id === 'main'")


def test_dark_windows_get_dark_pages(site: str, tab: Tab) -> None:
    for address in ("/", "/playground"):
        colours = []
        for dark in (False, True):
            tab.open(site + address, dark=dark)
            colours.append(tab.run("getComputedStyle(document.documentElement).backgroundColor"))
        light, dark_one = (int(colour.strip("rgb()").split(",")[0]) for colour in colours)
        assert light > 200, address
        assert dark_one < 60, address


LINE_LENGTHS = """
  [...document.querySelectorAll(".body > p")].slice(1)
    .filter((each) => each.textContent.length > 150)
    .map((each) => {
    const height = parseFloat(getComputedStyle(each).lineHeight);
    return (each.textContent.length * height) / each.getBoundingClientRect().height;
  })
"""


def test_lines_are_of_a_length_that_reads_well(site: str, tab: Tab) -> None:
    tab.open(site + ARTICLE, width=1280)
    lengths = tab.run(LINE_LENGTHS)
    assert 48 <= sum(lengths) / len(lengths) <= 78


def _wait_for_related_news(site: str) -> None:
    """The lists are made beside the requests, soon after the articles came in."""
    deadline = time.monotonic() + 30
    while 'class="reason"' not in urlopen(site + ARTICLE, timeout=5).read().decode():
        assert time.monotonic() < deadline, "no related news after 30 seconds"
        time.sleep(0.2)


def test_a_reader_follows_related_news(site: str, tab: Tab) -> None:
    _wait_for_related_news(site)
    tab.open(site + ARTICLE)
    assert tab.run("document.querySelector('.share a').href").startswith("mailto:?subject=Ansel")
    headline = tab.run("document.querySelector('.related h3 a').textContent")
    tab.run("document.querySelector('.related h3 a').click()")
    tab.wait(f"document.querySelector('h1')?.textContent === {headline!r}")


def test_the_stop_button_works_under_its_policy(site: str, data: Path, tab: Tab) -> None:
    tab.open(f"{site}/mail/stop/{_stop_token(data)}")
    tab.run("document.querySelector('form button').click()")
    tab.wait("document.querySelector('h1')?.textContent === 'You will get no more of these mails'")


def test_a_caught_mail_is_shown_and_runs_nothing(site: str, tab: Tab) -> None:
    tab.open(site + MAIL)
    assert tab.run("document.querySelector('iframe').contentDocument") is None  # a place of its own
    tab.send("DOM.enable")
    frame = tab.send("DOM.getDocument", depth=-1, pierce=True)
    assert "Read it." in str(frame)
    assert "'nodeValue': 'ran'" not in str(frame)
