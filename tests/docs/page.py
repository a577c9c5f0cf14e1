"""A page of docs/ as a person follows it: they save its files, type its commands and see its output.

What is done with which block is said in `tests/docs/blocks.py`.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from broadsheet_server.settings import Settings
from tests.docs.blocks import ASKED, DOCS, INSTALL, PRINTED, SAVED, SET, TYPED, Block, blocks
from tests.node import programs
from tests.processes import ending_with_us

__all__ = ["DOCS", "INSTALL", "Reader", "blocks"]

_SECONDS = 240
_REMEMBER = '\n__status=$?; env -0 > "$READER_ENVIRONMENT"; exit $__status'
"""What a shell leaves to the next one: the variables that were set."""


@dataclass
class Reader:
    """Somebody who follows a page in a folder of their own, with a key where the page wants one."""

    folder: Path
    server: str
    environment: dict[str, str] = field(default_factory=dict)
    programs: Path = Path(sys.executable).parent
    """Where `python` and the programs beside it are."""
    answers: dict[str, Any] = field(default_factory=dict)
    """What the documents of the page were answered, by the name of the field."""
    seen: dict[str, str] = field(default_factory=dict)
    """Values of these answers by `object.field`, for `{{object.field}}` of later variables."""

    def follow(self, page: Path) -> None:
        """Do what each block of it asks for, and compare what is printed."""
        printed = ""
        found = blocks(page)
        with ExitStack() as stack:
            for block, following in zip_longest(found, found[1:]):
                if block.kind == SAVED:
                    self.save(str(block.title), block.text)
                elif block.kind == TYPED and "until" in block.attributes:
                    printed = stack.enter_context(self.typing(block))
                elif block.kind == TYPED:
                    printed = self.type(block.text)
                elif block.kind == PRINTED:
                    assert_alike(printed, self._here(block.text))
                elif block.kind == ASKED:
                    variables = following.text if following and following.language == "json" else "{}"
                    self.ask(block.text, variables)
                elif block.kind == SET:
                    Settings(**tomllib.loads(block.text))

    def save(self, name: str, text: str) -> None:
        """Save a file of the page."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._here(text))

    def type(self, commands: str) -> str:
        """Type commands, and return what they print."""
        ended = subprocess.run(
            self._shell(commands + _REMEMBER),
            cwd=self.folder,
            env=self._surroundings(),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, f"{commands}\n{ended.stdout}\n{ended.stderr}"
        self._remember_variables()
        if ended.stdout.startswith('{"data"'):
            self._remember(json.loads(ended.stdout.splitlines()[0])["data"])
        return ended.stdout

    @contextmanager
    def typing(self, block: Block) -> Iterator[str]:
        """A command that does not end by itself, up to the words that it prints; it ends with the page."""
        with self.running(*self._shell(block.text), stderr=subprocess.STDOUT) as process:
            yield _read_until(process, block.attributes["until"])

    @contextmanager
    def running(self, *command: str, stderr: int | None = None) -> Iterator[subprocess.Popen[str]]:
        """A command of the page that does not end by itself, for as long as the block runs."""
        with subprocess.Popen(
            ending_with_us(*command),
            cwd=self.folder,
            env=self._surroundings(),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)

    def ask(self, document: str, variables: str) -> None:
        """Ask the server, with the key; what it answers has neither errors nor user errors."""
        for name, value in self.seen.items():
            variables = variables.replace("{{" + name + "}}", value)
        assert "{{" not in variables, f"no earlier answer has this: {variables}"
        body = json.dumps({"query": document, "variables": json.loads(variables)}).encode()
        key = self.environment["BROADSHEET_KEY"]
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        request = urllib.request.Request(f"{self.server}/graphql", body, headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)
        assert "errors" not in answer, f"{document}\n{answer}"
        for name, value in answer["data"].items():
            assert not isinstance(value, dict) or value.get("userErrors", []) == [], f"{document}\n{value}"
            self.answers[name] = value
        self._remember(answer["data"])

    def _remember(self, value: object) -> None:
        """Take the values of an answer's objects for later variables."""
        for name, each in value.items() if isinstance(value, dict) else []:
            if isinstance(each, dict):
                self.seen |= {f"{name}.{key}": text for key, text in each.items() if isinstance(text, str)}
                self._remember(each)

    def _shell(self, commands: str) -> list[str]:
        return ["bash", "-aeuo", "pipefail", "-c", self._here(commands)]

    def _remember_variables(self) -> None:
        """Take what the last shell has set, as a terminal would keep it."""
        left = dict(each.split("=", 1) for each in self._left.read_text().split("\0") if "=" in each)
        self.environment |= {name: value for name, value in left.items() if value != os.environ.get(name)}
        for name in ("PATH", "PWD", "OLDPWD", "SHLVL", "_"):
            self.environment.pop(name, None)

    @property
    def _left(self) -> Path:
        return self.folder.with_name("variables")

    def _surroundings(self) -> dict[str, str]:
        """The environment: programs of the locks are on its path."""
        own = [self.programs, Path(sys.executable).parent, programs.FOLDER / "node_modules" / ".bin"]
        path = os.pathsep.join([*map(str, own), os.environ["PATH"]])
        ours = {"PATH": path, "PYTHONUNBUFFERED": "1", "READER_ENVIRONMENT": str(self._left)}
        return {**os.environ, **ours, **self.environment}

    def _here(self, text: str) -> str:
        """A text of the page with the address of this server."""
        return (
            text.replace("https://news.example", self.server)
            .replace("http://127.0.0.1:8080", self.server)
            .replace("wss://news.example", self.server.replace("http", "ws", 1))
            .replace("news.example", self.server.partition("://")[2])
            .replace("--port 8080", f"--port {self.server.rpartition(':')[2]}")
        )

    def uses_node(self) -> None:
        """Let the files of the page find what the tests' lock of Node has installed."""
        (self.folder / "node_modules").symlink_to(programs.FOLDER / "node_modules")
        shutil.copy(programs.FOLDER / "package.json", self.folder)


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    """What it prints up to the line with the words."""
    assert process.stdout
    deadline, printed = time.monotonic() + _SECONDS, ""
    while words not in printed:
        line = process.stdout.readline()
        assert line, f"it ended without {words!r}:\n{printed}"
        assert time.monotonic() < deadline, f"it does not print {words!r}:\n{printed}"
        printed += line
    return printed


def assert_alike(printed: str, shown: str) -> None:
    """The lines are those that the page shows, where `…` stands for anything."""
    pattern = ".*?".join(map(re.escape, shown.strip().split("…")))
    assert re.fullmatch(pattern, printed.strip(), re.DOTALL), f"printed:\n{printed}\nshown:\n{shown}"
