"""What counting a request costs it, where its answer is known: processor time, without network.

    python benchmarks/rate_limits.py [--requests 20000] [--rounds 7]

The whole server of `create_server` answers one request from its answer cache, again and again, in one process
and without a socket: uncounted (no rate limits in front), exempt (as from this machine) and counted (as from
elsewhere, with the headers that tell what is left). The three take turns; printed are the smallest
microseconds of processor time a request of all rounds: what else runs on the machine only adds to them.
"""

import argparse
import asyncio
import gc
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Scope

from broadsheet_server.app import create_server
from broadsheet_server.settings import Settings
from broadsheet_server.transport.admission import ADMISSION
from broadsheet_server.transport.connections import WRITE_RESPONSE
from broadsheet_server.transport.rate_limited import RateLimited

BODY = orjson.dumps({"query": "{ publication { name description language timeZone } }"})
HEADERS = [
    (b"host", b"news.example"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    (b"accept", b"application/graphql-response+json, application/json"),
    (b"accept-language", b"en"),
    (b"accept-encoding", b"identity"),
    (b"content-type", b"application/json"),
    (b"content-length", str(len(BODY)).encode()),
    (b"connection", b"keep-alive"),
]
HERE, ELSEWHERE = "127.0.0.1", "203.0.113.7"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder),
            rate_limits={"address_requests": 10**9},
            websub="off",
            publication={"name": "X"},
        )
        asyncio.run(measure(settings, arguments.requests, arguments.rounds))


async def measure(settings: Settings, requests: int, rounds: int) -> None:
    """Let the three take turns while the server lives."""
    counted = create_server(settings)
    assert isinstance(counted, RateLimited)
    started, stop = asyncio.Event(), asyncio.Event()
    life = asyncio.create_task(live(counted, started, stop))
    await started.wait()
    ways: dict[str, tuple[ASGIApp, str]] = {
        "uncounted": (counted.app, HERE),
        "exempt": (counted, HERE),
        "counted": (counted, ELSEWHERE),
    }
    best = dict.fromkeys(ways, float("inf"))
    for app, address in ways.values():
        await ask(app, address, 100)
    gc.disable()
    for _ in range(rounds):
        for name, (app, address) in ways.items():
            best[name] = min(best[name], await ask(app, address, requests))
    stop.set()
    await life
    for name, microseconds in best.items():
        print(f"{name:<10} {microseconds:6.2f} µs  {microseconds - best['uncounted']:+.2f}")


async def live(app: ASGIApp, started: asyncio.Event, stop: asyncio.Event) -> None:
    """Start the server, and stop it when it is no longer needed."""
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Message:
        kind = next(messages)
        if kind == "lifespan.shutdown":
            await stop.wait()
        return {"type": kind}

    async def send(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            started.set()

    await app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)


async def ask(app: ASGIApp, address: str, requests: int) -> float:
    """Microseconds of processor time a request."""
    began = time.process_time()
    for _ in range(requests):
        await app(scope_from(address), receive_body, refuse_message)
    return (time.process_time() - began) / requests * 1e6


def scope_from(address: str) -> Scope:
    """The scope of a request, as uvicorn makes one."""
    return {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": HEADERS,
        "client": (address, 50_000),
        "extensions": {WRITE_RESPONSE: {"write": write}},
    }


def write(scope: Scope, lines: bytes, body: bytes) -> bool:
    """Join what the connection would be given."""
    head = [b"HTTP/1.1 200 OK\r\n"]
    if (admission := scope.get(ADMISSION)) is not None:
        head.append(admission.lines)
    return len(b"".join((*head, lines, body))) > 0


async def receive_body() -> Message:
    """The whole request."""
    return {"type": "http.request", "body": BODY, "more_body": False}


async def refuse_message(message: Message) -> None:
    """The first request is answered by messages, the others at once."""
    status: Any = message.get("status", 200)
    assert status == 200


if __name__ == "__main__":
    main()
