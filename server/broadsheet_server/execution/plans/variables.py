"""The variables of a request, coerced by graphql-core's rules.

Values of the commonest forms (a string for `String!`, a number for `Int`, an object of strings for an input
object) need nothing done. They are told by their types alone; every other value goes to graphql-core itself.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLString,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    get_variable_values,
    type_from_ast,
)
from graphql.execution.values import VariableValues

from broadsheet_server.execution.plans.errors import DeclinedError
from broadsheet_server.schema.schema import CORE

NO_VARIABLES = VariableValues({}, {})

_INT_MAX = 2**31
_SCALARS: dict[str, Callable[[Any], bool]] = {
    GraphQLString.name: lambda value: value.__class__ is str,
    GraphQLID.name: lambda value: value.__class__ is str,
    GraphQLInt.name: lambda value: value.__class__ is int and -_INT_MAX <= value < _INT_MAX,
    GraphQLBoolean.name: lambda value: value.__class__ is bool,
}
"""Whether a value is its own coerced value."""


class _Variable(NamedTuple):
    """One variable: whether a value other than null is its own coerced value."""

    name: str
    is_plain: Callable[[Any], bool]
    takes_null: bool
    has_default: bool


class Variables:
    """The variables that an operation declares."""

    def __init__(self, operation: OperationDefinitionNode) -> None:
        self._definitions = operation.variable_definitions or ()
        self._variables = [_variable(definition) for definition in self._definitions]

    def values(self, sent: Mapping[str, Any]) -> VariableValues:
        """The values in a request. Raises DeclinedError where one is wrong."""
        if not self._variables:
            return NO_VARIABLES
        coerced = self._plain(sent)
        if coerced is not None:
            return VariableValues({}, coerced)
        values = get_variable_values(CORE, self._definitions, dict(sent), 1)
        if isinstance(values, list):
            raise DeclinedError("a wrong variable")
        return values

    def _plain(self, sent: Mapping[str, Any]) -> dict[str, Any] | None:
        """The values, if all of them are their own coerced values."""
        coerced = {}
        for name, is_plain, takes_null, has_default in self._variables:
            value = sent.get(name, Undefined)
            if value is Undefined:
                if has_default or not takes_null:
                    return None
                continue  # left out, which is not null
            if not (takes_null if value is None else is_plain(value)):
                return None
            coerced[name] = value
        return coerced


def _variable(definition: VariableDefinitionNode) -> _Variable:
    kind: Any = type_from_ast(CORE, definition.type)
    takes_null = not isinstance(kind, GraphQLNonNull)
    inner = kind if takes_null else kind.of_type
    has_default = definition.default_value is not None
    return _Variable(definition.variable.name.value, _is_plain(inner), takes_null, has_default)


def _is_plain(kind: Any) -> Callable[[Any], bool]:
    if is_one_of(kind):
        return _is_plain_choice(kind)
    return _SCALARS.get(str(kind), lambda _: False)


def is_one_of(kind: Any) -> bool:
    """Whether it is an input object of which exactly one field has to be set.

    Strawberry knows; it does not tell graphql-core.
    """
    return isinstance(kind, GraphQLInputObjectType) and bool(
        kind.extensions["strawberry-definition"].is_one_of
    )


def _is_plain_choice(kind: GraphQLInputObjectType) -> Callable[[Any], bool]:
    """An input object of which exactly one field is set."""
    fields = {name: _SCALARS.get(str(field.type), lambda _: False) for name, field in kind.fields.items()}

    def is_plain(value: Any) -> bool:
        if value.__class__ is not dict or len(value) != 1:
            return False
        [(name, chosen)] = value.items()
        return name in fields and fields[name](chosen)

    return is_plain
