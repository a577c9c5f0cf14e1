"""Rates that several server processes count together, in Valkey or Redis."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Final

from broadsheet_server.access.rate_limiter import ProcessRateLimiter, Rate, Verdict, verdict

if TYPE_CHECKING:
    from valkey.asyncio import Valkey

ANSWER_SECONDS: Final = 0.1
"""How long Valkey may take to answer; then this process counts for itself."""
SILENCE_SECONDS: Final = 5.0
"""How long it is not asked after it did not answer."""
PREFIX: Final = "broadsheet:rate:"

_TAKE: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local arrival = tonumber(redis.call('GET', KEYS[1]) or '0')
local ahead = math.max(arrival - now, 0)
local after = ahead + ARGV[2]
if after <= tonumber(ARGV[1]) then
    redis.call('SET', KEYS[1], string.format('%.0f', now + after), 'PX', math.ceil(after / 1000))
end
return math.floor(ahead)
"""
"""Takes and counts in one step, by Valkey's clock; all times in microseconds. It returns how far the
theoretical arrival time was ahead of now."""

log = logging.getLogger(__name__)


class ValkeyRateLimiter:
    """Implements `RateLimiter` by a Valkey or Redis server. While that is away, `alone` counts instead."""

    def __init__(self, url: str, alone: ProcessRateLimiter | None = None) -> None:
        self._client = _client(url)
        self._take = self._client.register_script(_TAKE)
        self._alone = alone or ProcessRateLimiter()
        self._silent_until = 0.0

    async def take(self, bucket: str, rate: Rate, amount: int) -> Verdict:
        """Take units from a bucket, if there are so many."""
        if time.monotonic() >= self._silent_until:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await self._taken(bucket, rate, amount)
            except Exception as error:
                self._silent_until = time.monotonic() + SILENCE_SECONDS
                log.warning("Valkey does not count requests now, so this process does: %r", error)
        return self._alone.take(bucket, rate, amount)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _taken(self, bucket: str, rate: Rate, amount: int) -> Verdict:
        window = rate.window * 1_000_000
        taken = amount * window // rate.quota
        ahead = await self._take(keys=[PREFIX + bucket], args=[window, taken])
        return verdict(rate, amount, int(ahead) / 1_000_000)


def _client(url: str) -> "Valkey":
    from valkey.asyncio import Valkey  # an extra, which few installations need

    client: Valkey = Valkey.from_url(url, socket_connect_timeout=ANSWER_SECONDS)
    return client
