"""The newspaper of the demo, served for a browser."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from broadsheet_server.demo.newspaper import ARTICLES
from tests.end_to_end.chromium import Tab, chromium
from tests.end_to_end.installation import free_port, installation
from tests.end_to_end.playground import Playground


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newspaper's folder."""
    return tmp_path_factory.mktemp("browser") / "data"


@pytest.fixture(scope="session")
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
        paper.wait_until_ready()
        yield paper.url


@pytest.fixture(scope="session")
def tab() -> Iterator[Tab]:
    """One browser for all of these tests; each opens its own page."""
    with chromium() as found:
        yield found


def _catch_a_mail(folder: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Ada sent you an article", "friend@example.net"
    message.set_content("Read it.")
    html = "<p style='color: red'>Read it.</p><script>document.body.textContent = 'ran'</script>"
    message.add_alternative(html, subtype="html")
    folder.mkdir(parents=True)
    (folder / f"{1:032x}.eml").write_bytes(message.as_bytes())


@pytest.fixture
def play(site: str, tab: Tab) -> Iterator[Playground]:
    """The page as somebody sees it who has never been here."""
    page = Playground(tab, site)
    page.open()
    yield page
    tab.run("localStorage.clear(); sessionStorage.clear()")
