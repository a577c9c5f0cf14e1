"""Whoever tries the demo can throw it away again, whole."""

import subprocess
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
