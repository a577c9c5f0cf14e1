"""Input objects made of coerced values in a tenth of Strawberry's time: a request may have thousands."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from strawberry.types.base import StrawberryList, StrawberryOptional

from broadsheet_server.schema.fields import camel_case

Class = TypeVar("Class", bound=type[Any])
_Convert = Callable[[Any], Any]


def compiled_input(input_class: Class) -> Class:
    """Compile how objects of a Strawberry input are made, once for all requests.

    Its members are scalars, enums, inputs that are compiled already, and lists of these.
    """
    members = [(field.name, camel_case(field.name), _conversion(field.type)) for field in fields(input_class)]

    def from_input(made: type[Any], value: Mapping[str, Any], _context: object = None) -> Any:
        return made(**{name: convert(value[sent]) for name, sent, convert in members if sent in value})

    input_class.__strawberry_definition__.from_input = from_input
    return input_class


def _conversion(kind: Any) -> _Convert:
    """How a value of that type is converted; null stays null."""
    if isinstance(kind, StrawberryOptional):
        return _conversion(kind.of_type)
    if isinstance(kind, StrawberryList):
        convert = _conversion(kind.of_type)
        return lambda values: None if values is None else [convert(value) for value in values]
    definition = getattr(kind, "__strawberry_definition__", None)
    if from_input := getattr(definition, "from_input", None):
        return lambda value: None if value is None else from_input(kind, value)
    return lambda value: value
