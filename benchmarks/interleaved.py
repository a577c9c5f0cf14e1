"""Servers under load in turns, so that what else the machine does meets them all alike; medians of rounds."""

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from http_load import Load, load, missing_tool
from operations import NAMES, Bodies
from server_processes import post

Loads = dict[str, dict[str, list[Load]]]


@dataclass(slots=True)
class Measured:
    """A server on a port, its process and that of its database.

    `paths` are those of recorded answers, by operation. `is_primed`: each body is sent once before a load.
    `beside` makes what goes on during a load.
    """

    name: str
    port: int
    pid: int
    bodies: Bodies
    database: int | None = None
    paths: dict[str, str] = field(default_factory=dict)
    is_primed: bool = False
    beside: Callable[[], AbstractContextManager[object]] = nullcontext


def arguments_of(description: str | None, *, with_operations: bool = False) -> argparse.Namespace:
    """The arguments of a benchmark under load. Ends the program where nothing can make a load."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    if with_operations:
        parser.add_argument("--operations", nargs="+", choices=NAMES, default=list(NAMES))
    if reason := missing_tool():
        sys.exit(reason)
    return parser.parse_args()


def measure(servers: Sequence[Measured], rounds: int, seconds: float, names: Sequence[str] = NAMES) -> Loads:
    """The loads of each round, by server and operation; a round before them warms up."""
    loads: Loads = defaultdict(lambda: defaultdict(list))
    for number in range(rounds + 1):
        for name in names:
            for server in servers:
                found = _load(server, name, seconds)
                if number:
                    loads[server.name][name].append(found)
    return loads


def _load(server: Measured, name: str, seconds: float) -> Load:
    sent, path = server.bodies[name], server.paths.get(name, "/graphql")
    if server.is_primed:
        for body in sent:
            post(server.port, body)
    with server.beside():
        return load(server.port, sent, seconds, server.pid, server.database, path)


def show_loads(loads: Loads) -> None:
    """Print a line for each server: requests/s, and the processor time of server and database for each."""
    _show_line("requests/s · µs server + database", _names(loads))
    for server, by_name in loads.items():
        _show_line(server, list(map(_figures, by_name.values())))


def show_ratios(loads: Loads, pairs: Sequence[tuple[str, str]]) -> None:
    """Print how many times the requests/s of the second of each pair the first answers.

    Then how many times the first one's processor time, database included, the second takes: where other
    programs are busy, that is the firmer figure.
    """
    names = _names(loads)
    _show_line("\nratio of requests/s", names)
    for first, second in pairs:
        ratios = [_rate(loads[first][name]) / _rate(loads[second][name]) for name in names]
        _show_line(f"{first} / {second}", [f"{ratio:.2f}" for ratio in ratios])
    _show_line("\nratio of requests by processor time", names)
    for first, second in pairs:
        ratios = [_micros(loads[second][name]) / _micros(loads[first][name]) for name in names]
        _show_line(f"{first} / {second}", [f"{ratio:.2f}" for ratio in ratios])


def _names(loads: Loads) -> list[str]:
    """The operations that were measured."""
    return list(next(iter(loads.values())))


def _show_line(heading: str, cells: Sequence[str]) -> None:
    print(f"{heading:36}" + "".join(f"{cell:>23}" for cell in cells), flush=True)


def _rate(rounds: Sequence[Load]) -> float:
    return statistics.median(found.rate for found in rounds)


def _micros(rounds: Sequence[Load]) -> float:
    return statistics.median(found.server_us + found.database_us for found in rounds)


def _figures(rounds: Sequence[Load]) -> str:
    server = statistics.median(found.server_us for found in rounds)
    database = statistics.median(found.database_us for found in rounds)
    return f"{_rate(rounds):,.0f} · {server:,.0f} + {database:,.0f}"
