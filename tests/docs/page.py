"""A page of docs/ as a person follows it: they save its files, type its commands and see its output.

A fenced block says by its first line what it is:

- `sh`: commands, typed in a shell of their own; each has to succeed
- any language with `title="name"`: a file to be saved under that name
- `text`: what the commands before it print, line by line; `…` stands for anything
- `sh title="install"`: what has to be installed first, which this machine has from its locks

Other blocks are only shown. The address of the page's server is replaced by that of the test's.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.node import programs
from tests.processes import ending_with_us

DOCS = Path(__file__).parents[2] / "docs"
_FENCE = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)
_SECONDS = 240
INSTALL = "install"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    title: str | None
    text: str


@dataclass
class Reader:
    """Somebody who follows a page in a folder of their own, with a key where the page wants one."""

    folder: Path
    server: str
    environment: dict[str, str] = field(default_factory=dict)
    programs: Path = Path(sys.executable).parent
    """Where `python` and the programs beside it are."""

    def follow(self, page: Path) -> None:
        """Save its files, type its commands and compare what they print."""
        printed = ""
        for block in blocks(page):
            if block.title == INSTALL:
                continue
            if block.title:
                self.save(block.title, block.text)
            elif block.language == "sh":
                printed = self.type(block.text)
            elif block.language == "text":
                assert_alike(printed, self._here(block.text))

    def save(self, name: str, text: str) -> None:
        """Save a file of the page."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._here(text))

    def type(self, commands: str) -> str:
        """Type commands, and return what they print."""
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self._here(commands)],
            cwd=self.folder,
            env=self._surroundings(),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, f"{commands}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """A command of the page that does not end by itself, for as long as the block runs."""
        with subprocess.Popen(
            ending_with_us(*command),
            cwd=self.folder,
            env=self._surroundings(),
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()

    def _surroundings(self) -> dict[str, str]:
        """The environment: programs of the locks are on its path."""
        own = [self.programs, programs.FOLDER / "node_modules" / ".bin"]
        path = os.pathsep.join([*map(str, own), os.environ["PATH"]])
        return {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", **self.environment}

    def _here(self, text: str) -> str:
        """A text of the page with the address of this server."""
        return (
            text.replace("https://news.example", self.server)
            .replace("wss://news.example", self.server.replace("http", "ws", 1))
            .replace("news.example", self.server.partition("://")[2])
        )

    def uses_node(self) -> None:
        """Let the files of the page find what the tests' lock of Node has installed."""
        (self.folder / "node_modules").symlink_to(programs.FOLDER / "node_modules")
        shutil.copy(programs.FOLDER / "package.json", self.folder)


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in its order."""
    text = page.read_text()
    found = [Block(each["language"], each["title"], each["text"]) for each in _FENCE.finditer(text)]
    fences = re.findall(r"^```", text, re.MULTILINE)
    assert len(found) * 2 == len(fences), f"{page.name} has a block that is not read"
    return found


def assert_alike(printed: str, shown: str) -> None:
    """The lines are those that the page shows, where `…` stands for anything."""
    pattern = ".*?".join(map(re.escape, shown.strip().split("…")))
    assert re.fullmatch(pattern, printed.strip(), re.DOTALL), f"printed:\n{printed}\nshown:\n{shown}"
