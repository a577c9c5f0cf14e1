"""What an answer takes is counted while it is made."""

import time

import pytest

from broadsheet_server.execution import budget as module
from broadsheet_server.execution.budget import CHECKED_EVERY, Budget, BudgetExceededError
from broadsheet_server.storage.deadline import DeadlineError, deadline
from broadsheet_shared.limits import RESPONSE_BYTES_MAX, VALUES_MAX


def test_as_much_as_is_allowed_is_allowed() -> None:
    budget = Budget()
    budget.charge(VALUES_MAX, RESPONSE_BYTES_MAX)

    with pytest.raises(BudgetExceededError, match="more than 60,000 values"):
        budget.charge(1)


def test_bytes_are_named_as_bytes() -> None:
    with pytest.raises(BudgetExceededError, match="longer than 8,388,608 bytes"):
        Budget().charge(1, RESPONSE_BYTES_MAX + 1)


def test_only_the_time_of_its_own_blocks_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(module.time, "thread_time", lambda: now[0])
    budget = Budget()
    for _ in range(3):
        with budget, budget:
            now[0] += 0.5
        now[0] += 100.0  # others
    budget.charge(CHECKED_EVERY)

    with budget:
        now[0] += 0.6
        with pytest.raises(BudgetExceededError, match=r"more than 2,000 milliseconds of processor time"):
            budget.charge(CHECKED_EVERY)


def test_an_operation_without_time_ends_in_the_middle_of_its_work() -> None:
    with deadline(0.001):
        time.sleep(0.002)
        with pytest.raises(DeadlineError):
            Budget().charge(CHECKED_EVERY)


def test_the_first_reason_is_the_one_that_is_told() -> None:
    budget, first = Budget(), BudgetExceededError("first")
    budget.end(first)
    budget.end(BudgetExceededError("second"))

    assert budget.ended_by is first
