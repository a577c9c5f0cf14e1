"""The arguments of a field in a request: constant, or coerced for each request by graphql-core's rules.

An argument, or a member of an input object, that is just a variable takes its value, which is coerced
already. Whatever is more than that is left to graphql-core.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_nullable_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.execution.values import VariableValues

from broadsheet_server.execution.plans.errors import DeclinedError, NotPlannedError
from broadsheet_server.execution.plans.selections import SelectedField
from broadsheet_server.execution.plans.variables import NO_VARIABLES, is_one_of


class _Member(NamedTuple):
    """A value that is a variable: where it goes, and whether it may be null."""

    name: str
    variable: str
    takes_null: bool


class FieldArguments:
    """The arguments of one field."""

    def __init__(self, field: SelectedField) -> None:
        assert field.definition is not None
        self._definition, self._node = field.definition, field.node
        self._variables: list[_Member] = []
        self._objects: dict[str, list[_Member]] = {}
        self._constant: dict[str, Any] = {}
        constant = [self._split(argument) for argument in field.node.arguments or ()]
        self._is_simple = all(node is None or not _has_variable(node.value) for node in constant)
        if self._is_simple:
            given = [node for node in constant if node is not None]
            self._constant = {name: {} for name in self._objects} | self._coerce_constant(given)

    def values(self, variables: VariableValues) -> Mapping[str, Any]:
        """The values in a request. Raises GraphQLError, DeclinedError."""
        if not self._is_simple:
            return get_argument_values(self._definition, self._node, variables)
        if not self._variables and not self._objects:
            return self._constant
        values = dict(self._constant)
        _set(values, self._variables, variables.coerced)
        for name, members in self._objects.items():
            values[name] = dict(values[name])
            _set(values[name], members, variables.coerced)
        return values

    def _split(self, argument: ArgumentNode) -> ArgumentNode | None:
        """What is constant of an argument; None where it is a variable. The variables are noted."""
        name, value = argument.name.value, argument.value
        kind: Any = self._definition.args[name].type
        if isinstance(value, VariableNode):
            self._variables.append(_Member(name, value.name.value, not isinstance(kind, GraphQLNonNull)))
            return None
        if (choice := _chosen(kind, value)) is not None:
            self._objects[name] = [choice]
            return None
        kind = get_nullable_type(kind)
        if not isinstance(value, ObjectValueNode) or not _takes_any_members(kind):
            return argument
        members = {each.name.value: each.value for each in value.fields}
        own = {member: node for member, node in members.items() if isinstance(node, VariableNode)}
        if not own:
            return argument
        self._objects[name] = [
            _Member(member, node.name.value, not isinstance(kind.fields[member].type, GraphQLNonNull))
            for member, node in own.items()
        ]
        constant = tuple(each for each in value.fields if each.name.value not in own)
        return ArgumentNode(name=argument.name, value=ObjectValueNode(fields=constant))

    def _coerce_constant(self, constant: list[ArgumentNode]) -> dict[str, Any]:
        """The constant arguments, and the defaults of those that are variables without a value."""
        given = {node.name.value for node in constant}
        arguments = {
            name: argument
            for name, argument in self._definition.args.items()
            if name in given or not is_required_argument(argument)
        }
        field = GraphQLField(self._definition.type, arguments)
        node = FieldNode(name=self._node.name, arguments=tuple(constant))
        try:
            return get_argument_values(field, node, NO_VARIABLES)
        except GraphQLError as error:
            raise NotPlannedError("a wrong argument") from error


def _chosen(kind: Any, value: ValueNode) -> _Member | None:
    """The member of an object of which exactly one is to be set, where only that is given, as a variable."""
    is_choice = isinstance(kind, GraphQLNonNull) and is_one_of(kind.of_type)
    if not is_choice or not isinstance(value, ObjectValueNode) or len(value.fields) != 1:
        return None
    [field] = value.fields
    name = field.name.value
    if not isinstance(field.value, VariableNode) or kind.of_type.fields[name].out_name not in {None, name}:
        return None
    return _Member(name, field.value.name.value, takes_null=False)


def _takes_any_members(kind: Any) -> bool:
    """Whether an input object of this type may have any of its members, each under its own name."""
    return (
        isinstance(kind, GraphQLInputObjectType)
        and not is_one_of(kind)
        and all(field.out_name in {None, name} for name, field in kind.fields.items())
        and not any(map(is_required_input_field, kind.fields.values()))
    )


def _set(values: dict[str, Any], members: list[_Member], variables: Mapping[str, Any]) -> None:
    """Give the members the values of their variables; one without a value keeps its default."""
    for name, variable, takes_null in members:
        value = variables.get(variable)
        if value is None and not takes_null and (variable in variables or name not in values):
            raise DeclinedError("a value is missing")
        if variable in variables:
            values[name] = value


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, VariableNode):
        return True
    members = getattr(value, "values", None) or [each.value for each in getattr(value, "fields", None) or ()]
    return any(map(_has_variable, members))
