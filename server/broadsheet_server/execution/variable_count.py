"""How many values the variables of a request have: each of them is coerced, wherever it is used."""

from collections.abc import Collection, Mapping
from typing import Any

from broadsheet_server.execution.limits import LimitExceededError
from broadsheet_shared.limits import VARIABLE_VALUES_MAX


def check_variable_count(variables: Mapping[str, Any]) -> None:
    """Raise LimitExceededError where there are more than VARIABLE_VALUES_MAX values, at any depth."""
    count = 0
    waiting: list[Collection[Any]] = [variables.values()]
    while waiting:
        values = waiting.pop()
        count += len(values)
        if count > VARIABLE_VALUES_MAX:
            raise LimitExceededError(
                f"The variables have more than {VARIABLE_VALUES_MAX:,} values, and no more are allowed "
                "without an API key: each member of a list or an object is one."
            )
        for value in values:
            if isinstance(value, dict):
                waiting.append(value.values())
            elif isinstance(value, list):
                waiting.append(value)
