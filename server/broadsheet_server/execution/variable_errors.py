"""What is wrong with variables, in the notation of those who sent them: graphql-core prints Python's."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    VariableDefinitionNode,
    type_from_ast,
)
from graphql.pyutils import inspect, print_path_list
from graphql.utilities import validate_input_value
from strawberry.exceptions import StrawberryInputCoercionError

from broadsheet_server.execution.plans.variables import is_one_of
from broadsheet_server.schema.schema import CORE

VALUE_MAX: Final = 240
"""Longest part of a value that is repeated, in characters of JSON."""


def in_json(
    errors: Sequence[GraphQLError],
    definitions: Collection[VariableDefinitionNode],
    variables: Mapping[str, Any],
) -> list[GraphQLError]:
    """The errors, with the values of variables in them as JSON, and each with its variable."""
    errors = [
        _located(error, definitions, variables) if isinstance(error, StrawberryInputCoercionError) else error
        for error in errors
    ]
    if not any(isinstance(error.original_error, GraphQLError) for error in errors):
        return errors
    messages = _Messages(len(errors))
    for definition in definitions:
        messages.add(definition, variables)
    return [_renamed(error, messages.found.get(error.message)) for error in errors]


def _located(
    error: GraphQLError, definitions: Collection[VariableDefinitionNode], variables: Mapping[str, Any]
) -> GraphQLError:
    """An error about a choice, which Strawberry raises without saying of which variable, nor where in it."""
    for definition in definitions:
        name = definition.variable.name.value
        for path, kind, value in _wrong_choices(variables.get(name), type_from_ast(CORE, definition.type)):
            message = (
                f"Variable '${name}' has invalid value{print_path_list(path)}: Expected exactly one field of "
                f"'{kind.name}', and not null, found: {json_excerpt(value)}."
            )
            return GraphQLError(message, definition)
    return error


def _wrong_choices(
    value: Any, kind: Any, *path: str | int
) -> Iterator[tuple[list[str | int], GraphQLInputObjectType, Any]]:
    """Input objects in the value that lack the one field that they should have: path, type and value."""
    if isinstance(kind, GraphQLNonNull):
        yield from _wrong_choices(value, kind.of_type, *path)
    elif isinstance(kind, GraphQLList) and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _wrong_choices(item, kind.of_type, *path, number)
    elif isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        for name, member in kind.fields.items():
            yield from _wrong_choices(value.get(name), member.type, *path, name)
        if is_one_of(kind) and (len(value) != 1 or None in value.values()):
            yield [*path], kind, value


def _renamed(error: GraphQLError, message: str | None) -> GraphQLError:
    return error if message is None else GraphQLError(message, error.nodes)


class _EnoughError(Exception):
    """Every message is found that is looked for."""


@dataclass(slots=True)
class _Messages:
    """graphql-core's messages about wrong values, `most` of them, each with the same in JSON."""

    most: int
    found: dict[str, str] = field(default_factory=dict)

    def add(self, definition: VariableDefinitionNode, variables: Mapping[str, Any]) -> None:
        """Find those of one variable. Its values were looked at before, so they are not nested too deeply."""
        name, kind = definition.variable.name.value, type_from_ast(CORE, definition.type)
        if name not in variables or kind is None:
            return

        def note(error: GraphQLError, path: list[str | int]) -> None:
            if len(self.found) == self.most:
                raise _EnoughError
            subject = f"Variable '${name}' has invalid value{print_path_list(path)}: "
            value = _value_at(variables[name], path)
            self.found[subject + error.message] = subject + _in_json(error.message, value)

        try:
            validate_input_value(variables[name], kind, note, hide_suggestions=True)  # type: ignore[arg-type]
        except _EnoughError:
            return


def _value_at(value: Any, path: Sequence[str | int]) -> Any:
    """The value at a path."""
    for key in path:
        value = value[key]
    return value


def _in_json(message: str, value: Any) -> str:
    """A message, which ends in the value as graphql-core shows it."""
    sentence = message.removesuffix(".")
    shown = inspect(value)
    if not sentence.endswith(shown):
        return message
    return sentence.removesuffix(shown) + json_excerpt(value) + message[len(sentence) :]


def json_excerpt(value: Any) -> str:
    """The value as JSON, or its beginning where it is long. A file is shown as one."""
    text = ""
    for chunk in _ENCODER.iterencode(value):
        text += chunk
        if len(text) > VALUE_MAX:
            return f"{text[:VALUE_MAX]}…"
    return text


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=lambda _: "(a file)")
