"""A publisher with nothing but docs/publish.md and docs/deploy.md runs a paper."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.docs.page import DOCS, INSTALL, Reader, assert_alike, blocks
from tests.end_to_end.installation import free_port, installation
from tests.server.fetching.web_server import response, serving
from tests.server.ingest.feed_documents import item, rss

PAGE, PROXIES = DOCS / "publish.md", DOCS / "deploy.md"
HOME = "/srv/broadsheet"


class Provider:
    """A mail provider on loopback that wants a user and a password."""

    def __init__(self) -> None:
        self.recipients: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert session.authenticated
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Its port, for as long as the block runs."""
        controller = Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            ready_timeout=30,
            authenticator=_log_in,
            auth_require_tls=False,
        )
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


def _log_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    is_right = data == LoginPassword(b"news", b"the-password")
    return AuthResult(success=is_right)


@dataclass
class Publisher(Reader):
    """Somebody who follows the page, with a wire service that has a feed."""

    wire: str = ""

    def _here(self, text: str) -> str:
        """Mail addresses of the page stay what they are."""
        parts = text.replace("https://wire.example", self.wire).split("@news.example")
        return "@news.example".join(map(super()._here, parts))

    def work_through(self) -> Iterator[None]:
        """Follow the page; give way where the page starts the server, and once more at the end."""
        printed = ""
        for block in blocks(PAGE):
            if block.title == INSTALL and "systemctl enable --now broadsheet\n" in block.text:
                yield
            elif block.title and block.title != INSTALL:
                self.save(block.title, block.text)
            elif block.language == "sh" and block.title is None:
                printed = self.type(block.text)
            elif block.language == "text":
                assert_alike(printed, self._here(block.text))
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is /srv/broadsheet on the publisher's server."""
    (folder := tmp_path / "broadsheet").mkdir()
    return folder


def test_a_publisher_runs_a_newspaper_with_nothing_but_the_page(folder: Path) -> None:
    provider = Provider()
    feed = response(rss([item("one")]), "Content-Type: application/rss+xml")
    with provider.serving() as mail_port, serving({"/feed.xml": feed}) as wire:
        paper = installation(folder / "broadsheet-data", mail_port=mail_port)
        environment = {
            "BROADSHEET_MAIL__HOST": "127.0.0.1",
            "BROADSHEET_MAIL__PORT": str(mail_port),
            "BROADSHEET_MAIL__TLS": "none",
            "BROADSHEET_MAIL__PASSWORD": "the-password",
            "BROADSHEET_PUBLIC_URL": paper.environment["BROADSHEET_PUBLIC_URL"],
            "BROADSHEET_FETCHING__ALLOWED_NETWORKS": '["127.0.0.0/8"]',
        }
        for name in [each for each in paper.environment if each.startswith("BROADSHEET_")]:
            del paper.environment[name]
        paper.environment.update(environment)
        publisher = Publisher(folder, paper.url, environment, wire=wire.url)
        page = publisher.work_through()
        next(page)
        with paper.serving():
            next(page)
    assert provider.recipients == ["me@news.example"]


def saved(page: Path, folder: Path) -> Path:
    """The files of a page, with the program where this machine has it."""
    for block in blocks(page):
        if block.title and block.title != INSTALL:
            file = folder / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text)
    return folder


def test_the_units_of_the_page_are_units(folder: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here to verify units with")
    saved(PAGE, folder)
    units = sorted((folder / "systemd").iterdir())
    for unit in units:
        text = unit.read_text().replace(f"{HOME}/app/.venv/bin/broadsheet", "/bin/true")
        unit.write_text(text.replace("User=broadsheet", "User=daemon").replace("Group=broadsheet", ""))
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in ended.stderr.splitlines() if "broadsheet" in line]
    assert (ended.returncode, told) == (0, []), ended.stderr


def test_nginx_takes_its_file(folder: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("no nginx or no openssl here")
    file = saved(PROXIES, folder) / "nginx" / "broadsheet.conf"
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=news.example"),
            *("-keyout", str(key), "-out", str(certificate), "-days", "1"),
        ],
        capture_output=True,
        check=True,
    )
    live = "/etc/letsencrypt/live/news.example/"
    text = file.read_text().replace(f"{live}fullchain.pem", str(certificate))
    file.write_text(text.replace(f"{live}privkey.pem", str(key)))
    main = folder / "nginx.conf"
    main.write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{ include {file}; }}\n")
    ended = subprocess.run(
        [nginx, "-t", "-e", str(folder / "log"), "-c", str(main)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_caddy_takes_its_file(folder: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("no caddy here to validate its file with")
    file = saved(PROXIES, folder) / "caddy" / "Caddyfile"
    adapted = [caddy, "adapt", "--config", str(file), "--adapter", "caddyfile", "--validate"]
    ended = subprocess.run(adapted, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
