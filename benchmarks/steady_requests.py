"""Requests on eight connections that all are answered before the clock stops: for exact processor time.

At the end of a load by `wrk` requests are under way, whose work counts without an answer. That is
much where answers are slow.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle, islice

from interleaved import Measured
from server_processes import processor_seconds

CONNECTIONS = 8


def processor_micros(server: Measured, name: str, seconds: float) -> float:
    """The processor time of a request of this operation, in the server and its database together."""
    before, deadline = _spent(server), time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        clients = [
            threads.submit(_ask, server.port, server.bodies[name], number, deadline)
            for number in range(CONNECTIONS)
        ]
        answered = sum(client.result() for client in clients)
    return (_spent(server) - before) / answered * 1e6


def _ask(port: int, bodies: Sequence[bytes], number: int, deadline: float) -> int:
    """How many answers came; the bodies take turns, and each client begins with another one."""
    connection, answered = HTTPConnection("127.0.0.1", port), 0
    for body in islice(cycle(bodies), number * len(bodies) // CONNECTIONS, None):
        connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise SystemExit(f"{body.decode()}: {answer.decode()}")
        answered += 1
        if time.monotonic() >= deadline:
            break
    connection.close()
    return answered


def _spent(server: Measured) -> float:
    return sum(processor_seconds(pid) for pid in (server.pid, server.database) if pid is not None)
