"""What each command costs before it does anything: processor time of its help, and of importing what it does.

python benchmarks/cli_start.py [--repeat N]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from broadsheet_server.cli import COMMANDS
from server_processes import installed_environment

_HELP = "from broadsheet_server.cli import main; main([{command!r}, '--help'])"
_WORK = "import broadsheet_server.cli.{module}"
_ARTICLE = "---\nheadline: Bridge opens\nsection: city\n---\nIt opens.\n"


def main() -> None:
    """Print a line a command, then the whole import of one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs; the median is shown (3)")
    repeat = parser.parse_args().repeat
    print(f"{'command':<15}{'help, CPU s':>12}{'work, CPU s':>12}")
    for name, command in COMMANDS.items():
        shown = _median(repeat, "-c", _HELP.format(command=name))
        loaded = _median(repeat, "-c", _WORK.format(module=command.module))
        print(f"{name:<15}{shown:>12.2f}{loaded:>12.2f}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bridge.md"
        file.write_text(_ARTICLE)
        arguments = ["-m", "broadsheet_server.cli", "import", str(file), "--data", f"{folder}/data"]
        _seconds(*arguments)  # makes the store
        print(f"import of one file, from its start to its end: {_median(repeat, *arguments):.2f} CPU s")


def _median(repeat: int, *arguments: str) -> float:
    return statistics.median(_seconds(*arguments) for _ in range(repeat))


def _seconds(*arguments: str) -> float:
    """Processor time of a process of Python."""
    before = os.times()
    subprocess.run(
        [sys.executable, *arguments],
        env=installed_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
