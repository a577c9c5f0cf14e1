"""The circuit breaker leaves an unavailable relay alone, longer each time, and closes when it replies."""

from datetime import timedelta

import pytest

from broadsheet_server.models.shares import RelayState
from broadsheet_server.sharing.outbox.circuit_breaker import CircuitBreaker
from tests.server.sharing.share_fixtures import START


def new_breaker() -> CircuitBreaker:
    """Of a relay that nobody has asked yet."""
    return CircuitBreaker(RelayState(relay="127.0.0.1:25"))


def seconds_open(breaker: CircuitBreaker) -> float:
    """For how long it is open after START, to a tenth of a second."""
    tenths = (tenth for tenth in range(10_000) if not breaker.is_open(START + timedelta(seconds=tenth / 10)))
    return next(tenths) / 10


def failed(*, times: int, is_configuration_error: bool = False) -> CircuitBreaker:
    """A breaker after failures in a row: the last at START, those before long ago."""
    breaker = new_breaker()
    for days in reversed(range(times)):
        breaker.record_failure(
            f"failure {times - days}",
            START - timedelta(days=days),
            is_configuration_error=is_configuration_error,
        )
    return breaker


@pytest.mark.parametrize(
    ("times", "seconds"), [(1, 5), (2, 10), (3, 30), (4, 60), (5, 300), (6, 300), (20, 300)]
)
def test_it_stays_open_longer_after_each_failure_up_to_five_minutes(times: int, seconds: int) -> None:
    assert seconds * 0.8 <= seconds_open(failed(times=times)) <= seconds * 1.2 + 0.1


def test_its_times_differ_so_that_servers_do_not_come_back_together() -> None:
    assert len({seconds_open(failed(times=5)) for _ in range(10)}) > 1


@pytest.mark.parametrize(("times", "seconds"), [(1, 60), (3, 60), (5, 300)])
def test_after_a_configuration_error_it_stays_open_for_a_minute_at_least(times: int, seconds: int) -> None:
    opened = seconds_open(failed(times=times, is_configuration_error=True))
    assert seconds * 0.8 <= opened <= seconds * 1.2 + 0.1


def test_sessions_that_fail_together_are_one_failure() -> None:
    breaker = failed(times=1)
    for _ in range(4):
        breaker.record_failure("the same", START + timedelta(seconds=1), is_configuration_error=True)
    assert breaker.reason == "failure 1"
    assert seconds_open(breaker) <= 6.1


def test_it_is_half_open_at_first_and_after_a_failure_and_closed_after_a_success() -> None:
    breaker = new_breaker()
    assert (breaker.is_open(START), breaker.is_closed, breaker.reason) == (False, False, None)
    breaker.record_success()
    assert (breaker.is_open(START), breaker.is_closed) == (False, True)
    breaker.record_failure("down", START, is_configuration_error=False)
    assert (breaker.is_open(START), breaker.is_closed, breaker.reason) == (True, False, "down")
    half_open = START + timedelta(seconds=7)
    assert (breaker.is_open(half_open), breaker.is_closed) == (False, False)


def test_a_success_forgets_the_failures_before() -> None:
    breaker = failed(times=5)
    breaker.record_success()
    assert (breaker.is_open(START), breaker.reason) == (False, None)
    breaker.record_failure("down", START, is_configuration_error=False)
    assert seconds_open(breaker) <= 6.1
