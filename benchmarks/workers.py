"""How many times the requests of one process two processes answer.

    python benchmarks/workers.py [--articles 20000] [--rounds 3] [--seconds 3]

`broadsheet serve` with one and with two workers, on SQLite, without and with the answer cache. 32 connections
ask by `wrk`, the servers take turns. Printed are medians of requests/s, of the processor time of a request,
and of the cores in use by server + client: two workers and `wrk` together want more than two cores. So
`times` is what this machine gives. `by CPU` is what two workers would give with two cores to themselves:
twice the processor time of a request with one worker by that with two.
"""

import os
import statistics
from collections.abc import Sequence
from contextlib import ExitStack

from bulk_archive import BulkArchive
from filled_stores import Store, broadsheet, filled_stores
from http_load import Load
from interleaved import Loads, Measured, arguments_of, measure
from operations import NAMES, Bodies, bodies

KNOWN = 60
WORKERS = (1, 2)


def main() -> None:
    """Fill, measure and print."""
    arguments = arguments_of(__doc__)
    size, archive = arguments.articles, BulkArchive(arguments.articles)
    with filled_stores(archive, postgres=False) as [store], ExitStack() as stack:
        with broadsheet(store, cache=False) as (port, _):
            sent = bodies(port, archive, size)
        servers = [
            _server(stack, store, sent, workers, cache=cache)
            for cache in (False, True)
            for workers in WORKERS
        ]
        print(f"{size:,} articles, {os.cpu_count()} cores", flush=True)
        loads = measure(servers, arguments.rounds, arguments.seconds)
    for cache in (False, True):
        _show(loads, cache=cache)


def _server(stack: ExitStack, store: Store, sent: Bodies, workers: int, *, cache: bool) -> Measured:
    port, pid = stack.enter_context(broadsheet(store, cache=cache, workers=workers))
    known = {name: all_bodies[: KNOWN if cache else None] for name, all_bodies in sent.items()}
    return Measured(_name(workers, cache=cache), port, pid, known, is_primed=cache)


def _name(workers: int, *, cache: bool) -> str:
    return f"{workers} {'cached' if cache else 'uncached'}"


def _show(loads: Loads, *, cache: bool) -> None:
    heading = f"{'known answers' if cache else 'made anew'}: requests/s · µs · cores"
    print(f"\n{heading:44}{'one worker':>26}{'two workers':>26}   times  by CPU")
    for name in NAMES:
        one, two = (loads[_name(workers, cache=cache)][name] for workers in WORKERS)
        by_processor = 2 * _micros(one) / _micros(two)
        figures = f"{_figures(one):>26}{_figures(two):>26}"
        print(f"{name:44}{figures}{_rate(two) / _rate(one):8.2f}{by_processor:8.2f}", flush=True)


def _rate(rounds: Sequence[Load]) -> float:
    return statistics.median(found.rate for found in rounds)


def _micros(rounds: Sequence[Load]) -> float:
    return statistics.median(found.server_us for found in rounds)


def _figures(rounds: Sequence[Load]) -> str:
    server = statistics.median(found.rate * found.server_us for found in rounds) / 1e6
    client = statistics.median(found.rate * found.client_us for found in rounds) / 1e6
    return f"{_rate(rounds):,.0f} · {_micros(rounds):,.0f} · {server:.2f} + {client:.2f}"


if __name__ == "__main__":
    main()
