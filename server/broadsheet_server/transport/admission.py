"""What one request takes of the rates of its key or its address."""

from math import ceil
from typing import Final, NamedTuple

from broadsheet_server.access.caller import Caller
from broadsheet_server.access.rate_limiter import Rate, RateLimiter, Verdict
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.settings import RateLimitSettings

ADMISSION: Final = "broadsheet.admission"
"""Where the scope of a request has its `Admission`; without one nothing is counted."""
WINDOW_SECONDS: Final = 60


class _Counted(NamedTuple):
    """A rate, and how headers name it and its policy."""

    rate: Rate
    name: bytes
    policy: bytes


class _Rates(NamedTuple):
    """What somebody may take in a minute; None: as much as they like."""

    requests: _Counted | None
    cost: _Counted | None


class RatePolicy:
    """The rates of this server, and what counts them."""

    def __init__(self, settings: RateLimitSettings, limiter: RateLimiter) -> None:
        self.limiter = limiter
        self.of_addresses = _rates(settings.address_requests, settings.address_cost)
        self.of_keys = _rates(settings.key_requests, settings.key_cost)

    async def admit(self, address: str) -> "Admission":
        """A request without a key, counted; it is refused where its `refusal` is not None."""
        admission = Admission(self, address)
        await admission.count_request()
        return admission


class Admission:
    """One request, or one WebSocket with all its operations."""

    __slots__ = ("_bucket", "_lines", "_policy", "_rates", "_verdicts", "refusal")

    def __init__(self, policy: RatePolicy, address: str) -> None:
        self._policy = policy
        self._bucket = address
        self._rates = policy.of_addresses
        self._verdicts: dict[_Counted, Verdict] = {}
        self.refusal: RequestError | None = None

    async def admit(self, caller: Caller | None) -> None:
        """Count a request or an operation; of a caller with a key, by the key from now on.

        Raises RequestError where there are too many.
        """
        if caller is not None:
            self._bucket, self._rates = f"key:{caller.api_key_id.hex}", self._policy.of_keys
            self._verdicts = {}
        await self.count_request()
        if self.refusal is not None:
            raise self.refusal

    async def charge(self, cost: int) -> None:
        """Count the cost of an operation before it is executed. Raises RequestError where it is too much."""
        await self._take(self._rates.cost, cost)
        if self.refusal is not None:
            raise self.refusal

    async def count_request(self) -> None:
        """Count a request; `refusal` says whether there are too many."""
        await self._take(self._rates.requests, 1)

    @property
    def lines(self) -> bytes:
        """The headers as they are sent, with their line ends."""
        return b"".join([b"%s: %s\r\n" % pair for pair in self.headers])

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers)."""
        if not self._verdicts:
            return []
        limits = [
            b'"%s";r=%d;t=%d' % (counted.name, found.remaining, ceil(found.reset))
            for counted, found in self._verdicts.items()
        ]
        policies = [counted.policy for counted in self._verdicts]
        return [(b"ratelimit-policy", b", ".join(policies)), (b"ratelimit", b", ".join(limits))]

    async def _take(self, counted: _Counted | None, amount: int) -> None:
        self.refusal = None
        if counted is None:
            return
        bucket = f"{counted.rate.name}:{self._bucket}"
        found = await self._policy.limiter.take(bucket, counted.rate, amount)
        self._verdicts[counted] = found
        if not found.is_taken:
            self.refusal = _refusal(counted.rate, found)


def _rates(requests: int, cost: int) -> _Rates:
    return _Rates(_counted("requests", requests), _counted("cost", cost))


def _counted(name: str, quota: int) -> _Counted | None:
    """0 stands for no limit."""
    if quota == 0:
        return None
    policy = f'"{name}";q={quota};w={WINDOW_SECONDS}'
    return _Counted(Rate(name, quota, WINDOW_SECONDS), name.encode(), policy.encode())


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
