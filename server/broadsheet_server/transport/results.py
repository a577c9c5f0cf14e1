"""The body of a result (GraphQL specification, section 7.1)."""

from typing import Any

from broadsheet_server.execution.execute_operation import OperationResult
from broadsheet_shared.limits import COST_MAX


def result_body(result: OperationResult) -> dict[str, Any]:
    """The result as it is sent, whatever carries it."""
    body: dict[str, Any] = {"errors": result.errors} if result.errors else {}
    return body | {
        "data": result.data,
        "extensions": {"cost": {"requested": result.cost, "maximum": COST_MAX}},
    }
