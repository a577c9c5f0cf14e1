"""Somebody without a key sends variables of no more values than a document could have, others of more."""

from typing import Any

import pytest

from broadsheet_server.execution.limits import LimitExceededError
from broadsheet_server.execution.variable_count import check_variable_count
from broadsheet_shared.limits import KEYED_VARIABLE_VALUES_MAX, VARIABLE_VALUES_MAX


def test_a_reader_may_send_as_many_values_as_are_allowed() -> None:
    check_variable_count({}, is_anonymous=True)
    check_variable_count({"ids": ["a"] * (VARIABLE_VALUES_MAX - 1)}, is_anonymous=True)
    check_variable_count({str(number): number for number in range(VARIABLE_VALUES_MAX)}, is_anonymous=True)


@pytest.mark.parametrize(
    "variables",
    [
        {"ids": ["a"] * VARIABLE_VALUES_MAX},
        {str(number): number for number in range(VARIABLE_VALUES_MAX + 1)},
        {"where": {"or": [{"and": [{"tag": "a"}] * 50} for _ in range(50)]}},
        {"unused": [[[]] * 50 for _ in range(50)]},
    ],
    ids=["a list", "names", "objects in objects", "lists in lists"],
)
def test_a_stranger_who_sends_more_is_told_how_many_are_allowed(variables: dict[str, Any]) -> None:
    with pytest.raises(LimitExceededError, match="more than 2,000 values"):
        check_variable_count(variables, is_anonymous=True)
    check_variable_count(variables, is_anonymous=False)


def test_an_integrator_who_sends_far_more_is_told_to_send_fewer() -> None:
    check_variable_count({"ids": ["a"] * (KEYED_VARIABLE_VALUES_MAX - 1)}, is_anonymous=False)
    with pytest.raises(LimitExceededError, match="more than 50,000 values"):
        check_variable_count({"ids": ["a"] * KEYED_VARIABLE_VALUES_MAX}, is_anonymous=False)
