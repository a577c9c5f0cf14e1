"""How the cost of an answer grows from a small archive to one a hundred times as large.

    python benchmarks/growth.py [--small 2000] [--large 200000] [--rounds 3] [--seconds 2] [--sqlite-only]

One server process (without its answer cache) for each archive, on SQLite and on an embedded PostgreSQL.
32 connections ask by `wrk`, the servers take turns. Printed are the microseconds of processor time a request,
in the server and in PostgreSQL together, medians of the rounds, and how many times they have grown.
Topics are in one article of a hundred, so a search finds a hundred times as many in the large archive.
"""

import argparse
import statistics
import sys
from contextlib import ExitStack

from bulk_archive import BulkArchive
from filled_stores import broadsheet, filled_stores
from http_load import missing_tool
from interleaved import Loads, Measured, measure
from operations import NAMES, bodies


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
    if reason := missing_tool():
        sys.exit(reason)
    with ExitStack() as stack:
        sizes = arguments.small, arguments.large
        servers = [
            server for size in sizes for server in _servers(stack, size, postgres=not arguments.sqlite_only)
        ]
        _show(measure(servers, arguments.rounds, arguments.seconds), sizes)


def _servers(stack: ExitStack, size: int, *, postgres: bool) -> list[Measured]:
    archive, servers = BulkArchive(size), []
    for store in stack.enter_context(filled_stores(archive, postgres=postgres)):
        port, pid = stack.enter_context(broadsheet(store, cache=False))
        sent = bodies(port, archive, size)
        servers.append(Measured(_name(store.name, size), port, pid, sent, store.database))
    print(f"{size:,} articles are there", flush=True)
    return servers


def _show(loads: Loads, sizes: tuple[int, int]) -> None:
    small, large = (f"{size:,}" for size in sizes)
    for database in dict.fromkeys(name.partition(",")[0] for name in loads):
        print(f"\n{database:14}{small:>12}{large:>12}   times    (µs of the processor a request)")
        for name in NAMES:
            before, after = (_micros(loads, _name(database, size), name) for size in sizes)
            print(f"{name:14}{before:12,.0f}{after:12,.0f}{after / before:8.2f}", flush=True)


def _name(database: str, size: int) -> str:
    return f"{database}, {size}"


def _micros(loads: Loads, server: str, name: str) -> float:
    return statistics.median(found.server_us + found.database_us for found in loads[server][name])


if __name__ == "__main__":
    main()
