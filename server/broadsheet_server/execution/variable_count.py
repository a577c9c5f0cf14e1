"""How many values the variables of a request have: each of them is coerced, wherever it is used."""

from collections.abc import Collection, Mapping
from typing import Any

from broadsheet_server.execution.limits import LimitExceededError
from broadsheet_shared.limits import KEYED_VARIABLE_VALUES_MAX, VARIABLE_VALUES_MAX


def has_more_values(variables: Mapping[str, Any], count_max: int) -> bool:
    """Whether the variables have more values than so many, at any depth."""
    count = 0
    waiting: list[Collection[Any]] = [variables.values()]
    while waiting:
        values = waiting.pop()
        count += len(values)
        if count > count_max:
            return True
        for value in values:
            if isinstance(value, dict) and value:
                waiting.append(value.values())
            elif isinstance(value, list) and value:
                waiting.append(value)
    return False


def check_variable_count(variables: Mapping[str, Any], *, is_anonymous: bool) -> None:
    """Raise LimitExceededError where there are more values than a request may have, with or without a key."""
    if is_anonymous and has_more_values(variables, VARIABLE_VALUES_MAX):
        raise LimitExceededError(_sentence(VARIABLE_VALUES_MAX, " without an API key"))
    if has_more_values(variables, KEYED_VARIABLE_VALUES_MAX):
        raise LimitExceededError(_sentence(KEYED_VARIABLE_VALUES_MAX, ". Send fewer at a time"))


def _sentence(count_max: int, condition: str) -> str:
    return (
        f"The variables have more than {count_max:,} values, and no more are allowed{condition}: each member "
        "of a list or an object is one."
    )
