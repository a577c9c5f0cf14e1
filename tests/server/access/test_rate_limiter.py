"""How fast somebody may ask: in this process, and by Valkey for several."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.access.rate_limiter import ProcessRateLimiter, Rate
from broadsheet_server.access.valkey_limiter import ValkeyRateLimiter
from tests.processes import ending_with_us

TEN = Rate("requests", 10, 60)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def take(
    limiter: ProcessRateLimiter, amount: int = 1, bucket: str = "reader", rate: Rate = TEN
) -> tuple[bool, int]:
    found = limiter.take(bucket, rate, amount)
    return found.is_taken, found.remaining


def test_a_quota_may_be_taken_at_once_and_comes_back_evenly() -> None:
    clock = Clock()
    limiter = ProcessRateLimiter(clock)
    assert [take(limiter) for _ in range(11)] == [*((True, left) for left in range(9, -1, -1)), (False, 0)]
    refused = limiter.take("reader", TEN, 1)
    assert (refused.retry_after, refused.reset) == (pytest.approx(6), pytest.approx(60))
    clock.now += 6
    assert take(limiter) == (True, 0)
    assert take(limiter) == (False, 0)
    clock.now += 60
    assert take(limiter) == (True, 9)


def test_dear_operations_take_more_and_one_reader_takes_nothing_of_another() -> None:
    limiter = ProcessRateLimiter(Clock())
    assert take(limiter, 7) == (True, 3)
    assert take(limiter, 4) == (False, 3)
    assert take(limiter, 3) == (True, 0)
    assert take(limiter, 10, "another") == (True, 0)


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    clock = Clock()
    limiter = ProcessRateLimiter(clock, most=100)
    for number in range(1_000):
        take(limiter, bucket=f"address {number}")
        clock.now += 0.001
    assert len(limiter._arrivals) <= 100
    assert take(limiter, bucket="address 999") == (True, 8)


@pytest.fixture(scope="module")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey or Redis server of these tests alone."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("neither valkey-server nor redis-server is installed (Debian: apt install redis-server)")
    pytest.importorskip("valkey", reason="the extra `valkey` is not installed")
    path = tmp_path_factory.mktemp("valkey") / "socket"
    options = ["--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(path.parent)]
    with subprocess.Popen(ending_with_us(program, *options), stdout=subprocess.DEVNULL) as server:
        try:
            wait_for_socket(path)
            yield f"unix://{path}"
        finally:
            server.terminate()


def wait_for_socket(path: Path) -> None:
    """Until somebody listens there."""
    for _ in range(500):
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(str(path)) == 0:
                return
        time.sleep(0.02)
    pytest.fail("the server did not start")


def test_two_servers_count_together_in_valkey(valkey_url: str) -> None:
    async def taken() -> list[tuple[bool, int]]:
        servers = [ValkeyRateLimiter(valkey_url), ValkeyRateLimiter(valkey_url)]
        found = [await servers[number % 2].take("together", TEN, 1) for number in range(11)]
        for server in servers:
            await server.close()
        return [(each.is_taken, each.remaining) for each in found]

    assert asyncio.run(taken()) == [*((True, left) for left in range(9, -1, -1)), (False, 0)]


def test_dear_operations_are_refused_in_valkey_too(valkey_url: str) -> None:
    async def taken() -> list[bool]:
        server = ValkeyRateLimiter(valkey_url)
        found = [await server.take("dear", TEN, amount) for amount in (7, 4, 3)]
        assert found[1].retry_after == pytest.approx(6, abs=1)
        await server.close()
        return [each.is_taken for each in found]

    assert asyncio.run(taken()) == [True, False, True]


def test_while_valkey_is_away_each_server_counts_for_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("valkey", reason="the extra `valkey` is not installed")

    async def taken() -> list[bool]:
        server = ValkeyRateLimiter(f"unix://{tmp_path}/nobody")
        found = [await server.take("alone", TEN, 5) for _ in range(3)]
        await server.close()
        return [each.is_taken for each in found]

    assert asyncio.run(taken()) == [True, True, False]
    assert len(caplog.records) == 1
    assert "this process does" in caplog.text
