"""How many times the requests of Mercurius with JIT Broadsheet answers, every answer made anew.

    python benchmarks/peers.py [--articles 20000] [--rounds 3] [--seconds 3] [--operations search]

The same archive is on SQLite and on an embedded PostgreSQL. Broadsheet (one process, without its answer
cache) answers from both, Mercurius (one process) from the same PostgreSQL. Their answers are compared first:
where they differ there are no figures. 32 connections ask by `wrk`, the servers take turns. Printed are
medians of requests/s with the processor time of a request in the server + in PostgreSQL, and the ratios.
"""

import sys
from contextlib import ExitStack

from bulk_archive import BulkArchive
from filled_stores import Store, broadsheet, filled_stores
from interleaved import Measured, arguments_of, measure, show_loads, show_ratios
from operations import NAMES, bodies, comparable, data
from peer_servers import mercurius, why_no_peers

COMPARED = 12
"""Answers of each operation that are compared."""
PEER = "Mercurius jit"


def main() -> None:
    """Fill, compare, measure."""
    arguments = arguments_of(__doc__, with_operations=True)
    size, archive, reason = arguments.articles, BulkArchive(arguments.articles), why_no_peers()
    with filled_stores(archive) as stores, ExitStack() as stack:
        print(f"{size:,} articles; {reason or f'{PEER} on PostgreSQL'}", flush=True)
        servers = servers_of(stack, stores, archive, size, with_peer=reason is None)
        print(f"{compare(servers)} answers are the same on: {', '.join(server.name for server in servers)}\n")
        loads = measure(servers, arguments.rounds, arguments.seconds, arguments.operations)
        show_loads(loads)
        show_ratios(loads, [(store.name, PEER) for store in stores if PEER in loads])


def servers_of(
    stack: ExitStack, stores: list[Store], archive: BulkArchive, size: int, *, with_peer: bool
) -> list[Measured]:
    """Broadsheet on each store, and the peer on PostgreSQL, until `stack` is left."""
    servers = [_server(stack, store, archive, size) for store in stores]
    if with_peer and stores[-1].database is not None:
        servers.append(_peer(stack, stores[-1], archive, size))
    return servers


def _server(stack: ExitStack, store: Store, archive: BulkArchive, size: int) -> Measured:
    port, pid = stack.enter_context(broadsheet(store, cache=False))
    return Measured(store.name, port, pid, bodies(port, archive, size), store.database)


def _peer(stack: ExitStack, store: Store, archive: BulkArchive, size: int) -> Measured:
    port, pid = stack.enter_context(mercurius(store))
    return Measured(PEER, port, pid, bodies(port, archive, size), store.database)


def compare(servers: list[Measured]) -> int:
    """How many answers are the same on all servers. Ends the program where one differs."""
    first, *others = servers
    compared = 0
    for name in NAMES:
        for number, sent in enumerate(first.bodies[name][:COMPARED]):
            expected = comparable(name, data(first.port, sent))
            for other in others:
                if comparable(name, data(other.port, other.bodies[name][number])) != expected:
                    sys.exit(
                        f"{first.name} and {other.name} answer differently: no figures.\n{sent.decode()}"
                    )
            compared += 1
    return compared


if __name__ == "__main__":
    main()
