"""The peers: servers of the same contract in JavaScript, on the PostgreSQL database that Broadsheet filled.

python benchmarks/peer_servers.py          installs them from their pinned lock
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filled_stores import Store
from server_processes import free_port, server_process

FOLDER = Path(__file__).with_name("peers")
_INSTALLED = FOLDER / "node_modules"


def why_no_peers() -> str | None:
    """Why there are no peers on this machine, after installing them where that is possible."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        return f"no peers: {' and '.join(missing)} not found"
    if not is_installed():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        ended = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
        if ended.returncode:
            return f"no peers: npm ci failed: {ended.stderr.strip()}"
    return None


def is_installed() -> bool:
    """Whether the peers of the present lock are there."""
    lock, installed = FOLDER / "package-lock.json", _INSTALLED / ".package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime


@contextmanager
def mercurius(store: Store) -> Iterator[tuple[int, int]]:
    """Mercurius with JIT on the database of a store: its port and process id."""
    port, environment = free_port(), {"NODE_ENV": "production"}
    command = ["node", FOLDER / "mercurius.mjs", store.socket, "postgres"]
    subprocess.run([str(part) for part in [*command, "--search-table"]], check=True)
    with server_process([*command, port], port, environment) as pid:
        yield port, pid


if __name__ == "__main__":
    print(why_no_peers() or f"installed in {_INSTALLED}")
