"""The processor time of a server that nobody uses, beside that of uvicorn with an empty application.

    python benchmarks/idle.py [--seconds 60]

Both run at the same time, on SQLite and with mail switched on, after half a minute to start. Printed is the
time that all threads of each have used, by the scheduler's own account (`/proc/PID/task/*/schedstat`).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

START_SECONDS = 30
MAIL = {
    "BROADSHEET_MAIL__HOST": "127.0.0.1",
    "BROADSHEET_MAIL__TLS": "none",
    "BROADSHEET_MAIL__SENDER": "news@news.example",
    "BROADSHEET_PUBLIC_URL": "https://news.example",
}


def processor_seconds(pid: int) -> float:
    """The processor time of all threads of a process."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--serve-nothing", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve_nothing:
        uvicorn.run(Starlette(), port=0, access_log=False, log_level="warning")
        return
    with tempfile.TemporaryDirectory() as folder:
        serve = "from broadsheet_server.cli import main; raise SystemExit(main())"
        commands = {
            "broadsheet": [sys.executable, "-c", serve, "serve", "--data", folder, "--port", "18970"],
            "uvicorn alone": [sys.executable, __file__, "--serve-nothing"],
        }
        servers = {
            name: subprocess.Popen(
                command, env=os.environ | MAIL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            for name, command in commands.items()
        }
        time.sleep(START_SECONDS)
        before = {name: processor_seconds(server.pid) for name, server in servers.items()}
        time.sleep(arguments.seconds)
        for name, server in servers.items():
            share = (processor_seconds(server.pid) - before[name]) / arguments.seconds
            print(f"{name:14} {share:7.3%} of one core")
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
