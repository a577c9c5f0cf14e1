"""Fields that are not simply there on an answer, but found by a function."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

Function = TypeVar("Function")


def found_by(description: str, kind: object = None) -> Callable[[Function], Function]:
    """Make the function a field of the contract, of type `kind` where it returns answers of `reading`."""

    def decorate(function: Function) -> Function:
        resolver: Any = function
        return cast(
            "Function", strawberry.field(resolver=resolver, description=description, graphql_type=kind)
        )

    return decorate
