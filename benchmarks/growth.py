"""How the cost of an answer grows from a small archive to one a hundred times as large.

    python benchmarks/growth.py [--small 2000] [--large 200000] [--rounds 3] [--seconds 2] [--sqlite-only]

One server process (without its answer cache) for each archive, on SQLite and on an embedded PostgreSQL.
Eight connections ask, the servers take turns. Printed are the microseconds of processor time a request, in
the server and in PostgreSQL together, medians of the rounds, and how many times they have grown.
Topics are in one article of a hundred, so a search finds a hundred times as many in the large archive.
"""

import argparse
import statistics
from collections import defaultdict
from contextlib import ExitStack

from bulk_archive import BulkArchive
from filled_stores import broadsheet, filled_stores
from interleaved import Measured
from operations import NAMES, bodies
from server_processes import wait_until_idle
from steady_requests import processor_micros

Micros = dict[str, dict[str, list[float]]]


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", type=int, default=2_000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--sqlite-only", action="store_true")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        sizes = arguments.small, arguments.large
        servers = [
            server for size in sizes for server in _servers(stack, size, postgres=not arguments.sqlite_only)
        ]
        _show(_measure(servers, arguments.rounds, arguments.seconds), sizes)


def _servers(stack: ExitStack, size: int, *, postgres: bool) -> list[Measured]:
    archive, servers = BulkArchive(size), []
    for store in stack.enter_context(filled_stores(archive, postgres=postgres)):
        port, pid = stack.enter_context(broadsheet(store, cache=False))
        wait_until_idle(pid)
        sent = bodies(port, archive, size)
        servers.append(Measured(_name(store.name, size), port, pid, sent, store.database))
    print(f"{size:,} articles are there", flush=True)
    return servers


def _measure(servers: list[Measured], rounds: int, seconds: float) -> Micros:
    """The processor time of each round, by server and operation; a round before them warms up."""
    found: Micros = defaultdict(lambda: defaultdict(list))
    for number in range(rounds + 1):
        for name in NAMES:
            for server in servers:
                micros = processor_micros(server, name, seconds)
                if number:
                    found[server.name][name].append(micros)
    return found


def _show(found: Micros, sizes: tuple[int, int]) -> None:
    small, large = (f"{size:,}" for size in sizes)
    for database in dict.fromkeys(name.partition(",")[0] for name in found):
        print(f"\n{database:14}{small:>12}{large:>12}   times    (µs of the processor a request)")
        for name in NAMES:
            before, after = (statistics.median(found[_name(database, size)][name]) for size in sizes)
            print(f"{name:14}{before:12,.0f}{after:12,.0f}{after / before:8.2f}", flush=True)


def _name(database: str, size: int) -> str:
    return f"{database}, {size}"


if __name__ == "__main__":
    main()
