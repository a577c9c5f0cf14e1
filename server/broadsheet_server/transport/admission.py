"""What one request takes of the rates of its key or its address."""

from collections.abc import Awaitable
from math import ceil
from typing import Final, NamedTuple

from starlette.types import Message, Send

from broadsheet_server.access.caller import Caller
from broadsheet_server.access.rate_limiter import Rate, RateLimiter, Verdict
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.settings import RateLimitSettings

ADMISSION: Final = "broadsheet.admission"
"""Where the scope of a request has its `Admission`; without one nothing is counted."""
WINDOW_SECONDS: Final = 60


class _Counted(NamedTuple):
    """A rate, and how headers name it and its policy; `lines` are up to the number that is left."""

    rate: Rate
    name: bytes
    policy: bytes
    lines: bytes


class _Rates(NamedTuple):
    """What somebody may take in a minute; None: as much as they like."""

    requests: _Counted | None
    cost: _Counted | None


class Client(NamedTuple):
    """Somebody who is counted, with the names of their two buckets."""

    requests: str
    cost: str

    @classmethod
    def of(cls, name: str) -> "Client":
        """By an address or a key."""
        return cls(f"requests:{name}", f"cost:{name}")


class RatePolicy:
    """The rates of this server, and what counts them."""

    def __init__(self, settings: RateLimitSettings, limiter: RateLimiter) -> None:
        self.limiter = limiter
        self.of_addresses = _rates(settings.address_requests, settings.address_cost)
        self.of_keys = _rates(settings.key_requests, settings.key_cost)


class Admission:
    """One request, or one WebSocket with all its operations. `refusal` says that there were too many."""

    _requests: Verdict | None = None
    _cost: Verdict | None = None
    refusal: RequestError | None = None

    def __init__(self, policy: RatePolicy, client: Client, send: Send) -> None:
        self._policy = policy
        self._client = client
        self._send = send
        self._rates = policy.of_addresses

    async def admit(self, caller: Caller | None) -> None:
        """Count a request or an operation; of a caller with a key, by the key from now on.

        Raises RequestError where there are too many.
        """
        if caller is not None:
            self._client, self._rates = Client.of(f"key:{caller.api_key_id.hex}"), self._policy.of_keys
        if (taking := self.count_request()) is not None:
            await taking
        if self.refusal is not None:
            raise self.refusal

    def count_request(self) -> Awaitable[None] | None:
        """Count a request, also of somebody without a key; what it returns has to be awaited."""
        if (counted := self._rates.requests) is None:
            return None
        found = self._policy.limiter.take(self._client.requests, counted.rate, 1)
        if not isinstance(found, Verdict):
            return self._count_when_told(found, counted.rate)
        self._requests = found
        self.refusal = None if found.is_taken else _refusal(counted.rate, found)
        return None

    async def charge(self, cost: int) -> None:
        """Count the cost of an operation before it is executed. Raises RequestError where it is too much."""
        if (counted := self._rates.cost) is None:
            return
        found = self._policy.limiter.take(self._client.cost, counted.rate, cost)
        self._cost = found if isinstance(found, Verdict) else await found
        if not self._cost.is_taken:
            raise _refusal(counted.rate, self._cost)

    @property
    def lines(self) -> bytes:
        """The headers as they are sent, with their line ends."""
        counted, found = self._rates.requests, self._requests
        if counted is None or found is None or self._cost is not None:
            return b"".join([b"%b: %b\r\n" % pair for pair in self.headers])
        return b"%b%d;t=%d\r\n" % (counted.lines, found.remaining, ceil(found.reset))

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers)."""
        pairs = ((self._rates.requests, self._requests), (self._rates.cost, self._cost))
        told = [(counted, found) for counted, found in pairs if counted and found]
        if not told:
            return []
        limits = [
            b'"%b";r=%d;t=%d' % (counted.name, found.remaining, ceil(found.reset)) for counted, found in told
        ]
        policies = b", ".join([counted.policy for counted, _ in told])
        return [(b"ratelimit-policy", policies), (b"ratelimit", b", ".join(limits))]

    async def send(self, message: Message) -> None:
        """ASGI's `send`, which adds what is left.

        Answers that caches share are everybody's, and say nothing of it.
        """
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            if not any(name == b"cache-control" and value.startswith(b"public") for name, value in headers):
                message = {**message, "headers": [*headers, *self.headers]}
        await self._send(message)

    async def _count_when_told(self, taking: Awaitable[Verdict], rate: Rate) -> None:
        self._requests = found = await taking
        self.refusal = None if found.is_taken else _refusal(rate, found)


def _rates(requests: int, cost: int) -> _Rates:
    return _Rates(_counted("requests", requests), _counted("cost", cost))


def _counted(name: str, quota: int) -> _Counted | None:
    """0 stands for no limit."""
    if quota == 0:
        return None
    policy = f'"{name}";q={quota};w={WINDOW_SECONDS}'
    lines = f'ratelimit-policy: {policy}\r\nratelimit: "{name}";r='
    return _Counted(Rate(name, quota, WINDOW_SECONDS), name.encode(), policy.encode(), lines.encode())


def _refusal(rate: Rate, found: Verdict) -> RequestError:
    seconds = max(1, ceil(found.retry_after))
    what = "Too many requests" if rate.name == "requests" else "The operations cost too much together"
    error = RequestError(
        ErrorCode.RATE_LIMITED,
        f"{what}: {rate.quota:,} in a minute are allowed. Please try again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )
    error.errors[0]["extensions"]["retryAfter"] = seconds
    return error
