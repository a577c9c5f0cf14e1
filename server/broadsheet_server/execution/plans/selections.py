"""The collected fields of an operation, and the values of their arguments."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from broadsheet_server.execution.plans.errors import NotPlannedError
from broadsheet_server.schema.schema import CORE


class SelectedField(NamedTuple):
    """One field of a grouped field set: what it is called in the response, and all its nodes."""

    response_name: str
    name: str
    definition: GraphQLField | None
    """None for `__typename`."""
    details: Any

    @property
    def python_name(self) -> str:
        """What the field is called in Python."""
        assert self.definition is not None
        name: str = self.definition.extensions["strawberry-definition"].python_name
        return name

    @property
    def node(self) -> FieldNode:
        """The first node, which has the arguments."""
        node: FieldNode = self.details[0].node
        return node


class Selections:
    """Collects fields under the values that the conditions have in one request."""

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        self._fragments = {name: FragmentDetails(node) for name, node in fragments.items()}
        self._operation = operation
        self._variables = variables

    def root(self, root_type: GraphQLObjectType) -> list[SelectedField]:
        """The fields of the operation."""
        collected = collect_fields(CORE, self._fragments, self._variables, root_type, self._operation)
        return self._fields(root_type, collected.grouped_field_set)

    def below(self, kind: GraphQLObjectType, details: Any) -> list[SelectedField]:
        """The fields below a field, of objects of this type."""
        collected = collect_subfields(CORE, self._fragments, self._variables, self._operation, kind, details)
        return self._fields(kind, collected.grouped_field_set)

    def _fields(self, kind: GraphQLObjectType, grouped: Mapping[str, Any]) -> list[SelectedField]:
        fields = []
        for response_name, details in grouped.items():
            name = details[0].node.name.value
            if name in {"__schema", "__type"}:
                raise NotPlannedError("introspection")
            definition = None if name == "__typename" else kind.fields[name]
            if definition is not None:
                _check_has_no_extensions(kind, name, definition)
            fields.append(SelectedField(response_name, name, definition, details))
        return fields


def _check_has_no_extensions(kind: GraphQLObjectType, name: str, definition: GraphQLField) -> None:
    """Field extensions and permission classes are run by the executor only."""
    if definition.extensions["strawberry-definition"].extensions:
        raise NotPlannedError(f"{kind.name}.{name} has extensions")
