"""What a known answer costs, beside the same bytes sent without a question.

    python benchmarks/answers.py [--articles 20000] [--rounds 3] [--seconds 2]

One server process on SQLite and one on PostgreSQL, each with its answer cache, which knows every answer
before a load begins. Beside each operation stands a static answer: the same headers and bytes, sent by a bare
ASGI function in the same server after it has read the request. 32 connections ask by `wrk`, all take turns.
Printed are medians of requests/s with the processor time of a request in the server + in PostgreSQL, and the
ratios.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bulk_archive import BulkArchive
from filled_stores import Store, broadsheet, filled_stores
from interleaved import Measured, arguments_of, measure, show_loads, show_ratios
from operations import bodies
from static_answers import record

KNOWN = 60
"""Different answers of each operation."""


def main() -> None:
    """Fill and measure."""
    arguments = arguments_of(__doc__, with_operations=True)
    size, archive = arguments.articles, BulkArchive(arguments.articles)
    with filled_stores(archive) as stores, ExitStack() as stack:
        print(f"{size:,} articles, {KNOWN} known answers of each operation\n", flush=True)
        servers = [server for store in stores for server in _servers(stack, store, archive, size)]
        loads = measure(servers, arguments.rounds, arguments.seconds, arguments.operations)
        show_loads(loads)
        show_ratios(loads, [(store.name, f"{store.name}, static") for store in stores])


def _servers(stack: ExitStack, store: Store, archive: BulkArchive, size: int) -> Iterator[Measured]:
    """A server with its cache, and its static answers, which it gave when it was asked before."""
    with broadsheet(store, cache=True) as (port, _):
        sent = {name: all_bodies[:KNOWN] for name, all_bodies in bodies(port, archive, size).items()}
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        paths = {name: record(port, name, asked[0], folder) for name, asked in sent.items()}
    port, pid = stack.enter_context(broadsheet(store, cache=True, static=folder))
    yield Measured(store.name, port, pid, sent, store.database, is_primed=True)
    yield Measured(f"{store.name}, static", port, pid, sent, store.database, paths)


if __name__ == "__main__":
    main()
