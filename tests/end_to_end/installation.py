"""The commands that a publisher runs, in processes of their own on real ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.processes import ending_with_us

PUBLIC_URL = "https://courier.vallmere.example"
"""Where the mail's links lead; nobody answers there."""

STARTING_SECONDS = 90


class SmtpServer:
    """An SMTP server on loopback that keeps what it gets, for `with`."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, EmailMessage]] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._controller.port
        return port

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        self.messages += [(recipient, message) for recipient in envelope.rcpt_tos]
        return "250 taken"

    def __enter__(self) -> "SmtpServer":
        self._controller.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._controller.stop()


@dataclass(frozen=True)
class Installation:
    """A data folder and the settings that its commands run with."""

    data: Path
    port: int
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one `broadsheet` command to its end."""
        command = self._command(*arguments)
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    @contextmanager
    def serving(self, *command: str) -> Iterator[None]:
        """Run the server, by `serve` or another command; it answers when the block begins and has ended when
        the block does.
        """
        server = subprocess.Popen(
            ending_with_us(*self._command(*(command or ("serve",)), "--port", str(self.port))),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            self._wait_until_it_answers(server)
            yield
        finally:
            server.terminate()
            output, _ = server.communicate(timeout=STARTING_SECONDS)
            assert "Traceback" not in output, output

    def ask(self, question: str, *, key: str = "") -> Any:
        """The data that the server answers to a GraphQL question, asked with an API key or without."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        body = json.dumps({"query": question}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["data"]

    def wait_until_ready(self) -> None:
        """Wait until the index and the related lists have everything."""
        deadline = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=10):
                return
            time.sleep(0.1)
        raise AssertionError("the index is not ready")

    def wait_for_related(self, slug: str) -> list[str]:
        """The headlines related to an article, as soon as there are some."""
        question = f'{{ article(by: {{ slug: "{slug}" }}) {{ related {{ nodes {{ headline }} }} }} }}'
        deadline = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < deadline:
            if nodes := self.ask(question)["article"]["related"]["nodes"]:
                return [node["headline"] for node in nodes]
            time.sleep(0.1)
        raise AssertionError(f"nothing became related to {slug}")

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "broadsheet_server.cli", *arguments, "--data", str(self.data)]

    def _wait_until_it_answers(self, server: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        os.killpg(server.pid, signal.SIGKILL)  # its workers, too
        raise AssertionError(f"the server did not start:\n{server.communicate()[0]}")


def installation(data: Path, *, mail_port: int, port: int | None = None) -> Installation:
    """An installation in `data` that sends its mail to `mail_port` on this machine."""
    chosen = port or free_port()
    environment = {
        **os.environ,
        "BROADSHEET_MAIL__HOST": "127.0.0.1",
        "BROADSHEET_MAIL__PORT": str(mail_port),
        "BROADSHEET_MAIL__TLS": "none",
        "BROADSHEET_MAIL__SENDER": "share@courier.vallmere.example",
        "BROADSHEET_PUBLIC_URL": PUBLIC_URL,
        "BROADSHEET_PUBLICATION__NAME": "The Vallmere Courier",
        "BROADSHEET_PUBLICATION__COPYRIGHT_NOTICE": "© 2026 The Vallmere Courier",
        "BROADSHEET_PUBLICATION__REGISTRATION_NUMBER": "Register No. 1887-042",
        "PYTHONWARNINGS": "default",
    }
    return Installation(data, chosen, environment)


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
