"""What a server takes before anybody asks: processor time of a start, memory, and processor time when idle.

    python benchmarks/footprint.py [--articles 20000] [--starts 5] [--requests 3000]
        [--start-parts] [--memory-parts]

`broadsheet serve` with one worker on SQLite. Memory is the proportional set size (PSS) of the process:
when it is ready, after so many requests of each operation made anew, and after as many with the answer cache.
A server is ready when `/readyz` says so. A first start is not counted: after a change of the code it
compiles modules. Beside a start stands what importing SQLAlchemy and Strawberry alone takes at that moment:
on a busy machine both take longer. `--start-parts` tells what the imports of a start are spent on;
`--memory-parts` what the memory is spent on (`memory_parts.py`). Pages of files are shared out among the
processes that use them; the system takes them back when it needs them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from bulk_archive import BulkArchive
from filled_stores import Store, broadsheet, filled_stores
from operations import NAMES, bodies
from server_processes import (
    installed_environment,
    memory_by_kind,
    memory_megabytes,
    post,
    processor_seconds,
)
from start_parts import OURS

IDLE_SECONDS = 10
MIB = 1024 * 1024
POLL_SECONDS = 0.1
"""Between two questions whether a server is ready, which take processor time too."""


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--requests", type=int, default=3_000, help="of each operation")
    parser.add_argument("--start-parts", action="store_true", help="say what a start is spent on")
    parser.add_argument("--memory-parts", action="store_true", help="say what the memory is spent on")
    arguments = parser.parse_args()
    if arguments.start_parts:
        _show_start_parts(arguments.starts)
        return
    archive = BulkArchive(arguments.articles)
    with filled_stores(archive, postgres=False) as [store]:
        print(f"{arguments.articles:,} articles, SQLite, one process", flush=True)
        spent, memory, imports = zip(*_starts(store, arguments.starts), strict=True)
        print(f"start: {statistics.median(spent):.0f} ms of the processor (least {min(spent):.0f})")
        print(
            f"importing two libraries alone: {statistics.median(imports):.0f} ms (least {min(imports):.0f})"
        )
        print(f"memory when ready: {statistics.median(memory):.0f} MB", flush=True)
        with broadsheet(store, cache=False) as (port, pid):
            _wait_until_ready(port)
            print(f"idle: {_idle_share(pid):.1%} of a core", flush=True)
        for cache in (False, True):
            _show_memory(store, archive, arguments, cache=cache)


def _show_start_parts(count: int) -> None:
    """Processor time by part: of each the least of so many runs, for the machine may be busy."""
    command = [sys.executable, str(Path(__file__).with_name("start_parts.py"))]
    environment = installed_environment()
    runs = [
        json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
        for _ in range(count)
    ]
    least = {part: min(run[part] for run in runs) for part in runs[0]}
    total = sum(least.values())
    for part, spent in sorted(least.items(), key=lambda item: -item[1]):
        print(f"{part:<40}{spent:>7.0f} ms {spent / total:>6.1%}")
    print(f"{'all imports':<40}{total:>7.0f} ms")
    libraries = total - sum(least[part] for part in OURS)
    print(f"{'libraries, and what they make of ours':<40}{libraries:>7.0f} ms {libraries / total:>6.1%}")
    print(f"importing two libraries alone: {min(_importing_ms() for _ in runs):.0f} ms")


def _starts(store: Store, count: int) -> Iterator[tuple[float, float, float]]:
    """The milliseconds of the processor, and the megabytes, that a server has taken when it is ready.

    With them the milliseconds that importing its largest libraries takes at the same time.
    """
    for number in range(count + 1):
        with broadsheet(store, cache=True) as (port, pid):
            _wait_until_ready(port)
            if number == 0:
                continue
            yield processor_seconds(pid) * 1_000, memory_megabytes(pid), _importing_ms()


def _importing_ms() -> float:
    before = os.times()
    subprocess.run(
        [sys.executable, "-c", "import sqlalchemy, strawberry"], env=installed_environment(), check=True
    )
    after = os.times()
    user, system = after.children_user - before.children_user, after.children_system - before.children_system
    return (user + system) * 1_000


def _wait_until_ready(port: int) -> None:
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
        except urllib.error.HTTPError:
            time.sleep(POLL_SECONDS)
        else:
            return


def _idle_share(pid: int) -> float:
    before = processor_seconds(pid)
    time.sleep(IDLE_SECONDS)
    return (processor_seconds(pid) - before) / IDLE_SECONDS


def _show_memory(store: Store, archive: BulkArchive, arguments: argparse.Namespace, *, cache: bool) -> None:
    program = "memory_parts.py" if arguments.memory_parts else None
    with broadsheet(store, cache=cache, program=program) as (port, pid):
        sent = bodies(port, archive, arguments.articles)
        for name in NAMES:
            for body in islice(cycle(sent[name]), arguments.requests):
                post(port, body)
        said = "known answers" if cache else "answers made anew"
        asked = f"{arguments.requests:,} of each operation"
        print(f"memory after {asked}, {said}: {memory_megabytes(pid):.0f} MB", flush=True)
        if arguments.memory_parts:
            _show_memory_parts(port, pid)


def _show_memory_parts(port: int, pid: int) -> None:
    kinds = memory_by_kind(pid)  # first: to tell what is kept takes memory for a moment
    print("   ", ", ".join(f"{kind} {size:.0f} MB" for kind, size in kinds.items()))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/memory") as response:
        told = json.load(response)
    for part in told["kept"]:
        counted = "" if part["counted"] is None else f", counted {part['counted'] / MIB:.1f}"
        print(f"    {part['taken'] / MIB:5.1f} MB {part['name']}: {part['entries']:,}{counted}")
    print(
        f"    {told['sqlite'] / MIB:5.1f} MB SQLite; {told['python_blocks']:,} blocks of Python", flush=True
    )


if __name__ == "__main__":
    main()
