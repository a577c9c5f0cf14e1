"""The newspaper in a real browser: how pages fit, what the keyboard reaches, and the playground at work."""

import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

import pytest

from broadsheet_server.demo.newspaper import ARTICLES
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.storage.database import Database, sqlite_url
from tests.end_to_end.chromium import PROGRAM, Tab, chromium
from tests.end_to_end.installation import free_port, installation

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


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newspaper's folder."""
    return tmp_path_factory.mktemp("browser") / "data"


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    """The demo's articles, served with the demo's mailbox open."""
    paper = installation(data, mail_port=free_port())
    paper = replace(
        paper,
        environment={
            **paper.environment,
            "BROADSHEET_DEMO_MAILBOX": "true",
            "BROADSHEET_PUBLIC_URL": paper.url,
        },
    )
    done = paper.run("import", str(ARTICLES))
    assert done.returncode == 0, done.stdout + done.stderr
    _catch_a_mail(data / "mailbox")
    with paper.serving():
        yield paper.url


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """One browser for all of these tests; each opens its own page."""
    with chromium() as found:
        yield found


def _stop_token(data: Path) -> str:
    """What the stop link of a mail to a friend holds."""
    store = Database(sqlite_url(data / "broadsheet.sqlite3"))
    with store.read() as session:
        marks = address_hasher(session)
    store.dispose()
    return marks.unsubscribe_token(marks.hash_address("friend@example.net"))


def _catch_a_mail(folder: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Ada sent you an article", "friend@example.net"
    message.set_content("Read it.")
    html = "<p style='color: red'>Read it.</p><script>document.body.textContent = 'ran'</script>"
    message.add_alternative(html, subtype="html")
    folder.mkdir(parents=True)
    (folder / f"{1:032x}.eml").write_bytes(message.as_bytes())


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


def _open_playground(site: str, tab: Tab) -> None:
    tab.open(site + "/playground")
    tab.run("sessionStorage.clear()")
    tab.open(site + "/playground")
    tab.wait("document.querySelector('#documentation h3')")


def _write(tab: Tab, text: str) -> None:
    tab.run("document.querySelector('#query').focus(); document.querySelector('#query').select()")
    tab.type(text)


def _run(tab: Tab) -> str:
    tab.run("document.querySelector('#status').dataset.mood = ''; document.querySelector('#query').focus()")
    tab.press("Enter", modifiers=CTRL)
    tab.wait("['good', 'bad'].includes(document.querySelector('#status').dataset.mood)")
    output: str = tab.run("document.querySelector('#output').textContent")
    return output


def test_the_playground_answers(site: str, tab: Tab) -> None:
    _open_playground(site, tab)
    assert '"headline"' in _run(tab)
    assert tab.run("document.querySelector('#status').textContent").startswith("200 OK · ")
    assert tab.run("document.querySelector('#history').options.length") == 2


def test_the_playground_shows_what_is_wrong(site: str, tab: Tab) -> None:
    _open_playground(site, tab)
    _write(tab, "{\n  nothing\n")
    _run(tab)
    assert "GRAPHQL_PARSE_FAILED" in tab.run("document.querySelector('#problems').textContent")
    tab.run("document.querySelector('#query').value = '{ nothing }'")
    _run(tab)
    assert "GRAPHQL_VALIDATION_FAILED" in tab.run("document.querySelector('#problems').textContent")
    tab.run("document.querySelector('#problems button').click()")
    assert tab.run("document.querySelector('#query').selectionStart") == 2
    tab.run("document.querySelector('#variables').value = '{'")
    _run(tab)
    assert "The variables are not JSON" in tab.run("document.querySelector('#problems').textContent")


def test_every_example_of_the_playground_runs(site: str, tab: Tab) -> None:
    _open_playground(site, tab)
    names = tab.run("[...document.querySelector('#examples').options].slice(1).map(each => each.textContent)")
    assert len(names) >= 8
    for index, name in enumerate(names):
        tab.run("document.querySelector('#variables').value = 'waiting'")
        tab.run(f"examples.value = '{index}'; examples.dispatchEvent(new Event('change'))")
        tab.wait("document.querySelector('#variables').value !== 'waiting'")
        if "$" in tab.run("document.querySelector('#query').value"):
            tab.wait("document.querySelector('#variables').value")
        output = _run(tab)
        problems = tab.run("document.querySelector('#problems:not([hidden])')?.textContent ?? ''")
        assert not problems or "UNAUTHENTICATED" in problems, f"{name}: {problems}"
        assert '"data"' in output


def test_the_playground_completes_and_indents(site: str, tab: Tab) -> None:
    _open_playground(site, tab)
    _write(tab, "{ ")
    tab.type("artic")
    tab.wait("!document.querySelector('#choices').hidden")
    assert tab.run("document.querySelector('#choices li').textContent").startswith("article")
    tab.press("ArrowDown")
    tab.press("Enter", text="\r")
    tab.type("(first: 1) {")
    tab.press("Enter", text="\r")
    tab.type("nodes { headl")
    tab.press("Tab")
    assert tab.run("document.querySelector('#query').value") == "{ articles(first: 1) {\n  nodes { headline"
    assert tab.run("document.activeElement.id") == "query"
    tab.press("Escape")
    tab.press("Tab")
    assert tab.run("document.activeElement.id") == "variables"


def test_the_playground_explains_the_schema(site: str, tab: Tab) -> None:
    _open_playground(site, tab)
    tab.run("search.focus()")
    tab.type("registration")
    tab.wait(
        "document.querySelector('#documentation').textContent.includes('Publication.registrationNumber')"
    )
    tab.run("document.querySelector('#documentation .type').click()")
    tab.wait("document.querySelector('#documentation h3').textContent.includes('Publication')")
    assert "copyrightNotice" in tab.run("document.querySelector('#documentation').textContent")


def test_the_key_stays_in_its_tab(site: str, tab: Tab) -> None:
    _open_playground(site, tab)
    tab.run("key.focus()")
    tab.type("secret")
    assert "secret" in tab.run("JSON.stringify({...sessionStorage})")
    assert tab.run("localStorage.length + document.cookie.length") == 0
    assert tab.run("key.type") == "password"
    _run(tab)
    assert "UNAUTHENTICATED" in tab.run("document.querySelector('#problems').textContent")
    tab.run("sessionStorage.clear()")
