"""Whoever tries the demo can throw it away again, whole."""

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from broadsheet_server.cli import demo
from broadsheet_server.settings import Settings


def test_the_demos_reader_keeps_everything_in_the_demos_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []

    def start(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        started.append((command, options["env"]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", start)
    demo.open_reader(Settings(data=tmp_path), "a key")

    [(command, environment)] = started
    assert Path(command[command.index("--data") + 1]).parent == tmp_path
    assert environment["BROADSHEET_READER_KEY"] == "a key"


class Ready(BaseHTTPRequestHandler):
    """A server that is ready."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_demo_asks_its_server_directly_where_a_proxy_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setattr(demo, "STARTING_SECONDS", 2)
    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert demo.server_is_ready(Settings(data=tmp_path, port=server.server_port))
        server.shutdown()
