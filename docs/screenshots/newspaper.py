"""The demo newspaper whose pictures are taken."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


class Newspaper:
    """The demo server in a process of its own."""

    def __init__(self, data: Path) -> None:
        self._port = str(unused_port())
        self._data = data
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def key(self) -> str:
        """The API key of the demo's reader."""
        return (self._data / "reader.key").read_text(encoding="utf-8").strip()

    def start(self) -> None:
        """Start the server; returns when the demo's articles have related news."""
        command = [sys.executable, "-m", "broadsheet_server.cli", "demo", "--no-reader"]
        where = ["--data", str(self._data), "--port", self._port]
        self._process = subprocess.Popen([*command, *where], stdout=subprocess.DEVNULL)  # noqa: S603
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and not self._is_ready():
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop the server."""
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def _is_ready(self) -> bool:
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/graphql",
            data=b'{"query": "{ articles(first: 9) { nodes { related(first: 1) { nodes { id } } } } }"}',
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
                return response.read().count(b'"id"') >= 5
        except (urllib.error.URLError, OSError):
            return False


def unused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
