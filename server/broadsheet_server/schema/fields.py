"""Fields with a resolver function."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

Function = TypeVar("Function")


def resolver_field(description: str, graphql_type: object = None) -> Callable[[Function], Function]:
    """Make the function the resolver of a field of the schema.

    `graphql_type` is the type of the field where the function returns objects of `reading`; other fields
    have the type that the function returns.
    """

    def decorate(function: Function) -> Function:
        resolver: Any = function
        field = strawberry.field(resolver=resolver, description=description, graphql_type=graphql_type)
        return cast("Function", field)

    return decorate


def camel_case(name: str) -> str:
    """The name that the API has for a Python name."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
