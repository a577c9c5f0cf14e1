"""Completing what is ready: answers of `reading` carry their values, nothing has to be resolved any more.

graphql-core takes some twenty microseconds for every field, whatever it does. Here, a selection that reads
attributes only becomes a list of getters once, which then makes the answer of every object. Whatever is out
of the ordinary (a resolver, an interface, a null where none may be, an exception) is left to graphql-core
from the start: the answer and its errors are the same, because reading attributes again does no harm.
"""

from collections.abc import Callable
from contextlib import suppress
from inspect import isawaitable
from operator import attrgetter
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLObjectType,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from broadsheet_server.execution.operation import Complete, PreparedOperation


class Step(NamedTuple):
    """How one field of an object is completed: its value is got, and sent as it is or what is made of it."""

    name: str
    get: Callable[[Any], Any]
    sent_as_it_is: type | None
    """Values of exactly this class are."""
    make: Complete
    is_required: bool


class NotReadyError(Exception):
    """This is nothing to be completed by reading attributes."""


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which first takes the fields that are ready."""

    def __init__(self, *args: Any, prepared: PreparedOperation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared = prepared

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        context: Any,
    ) -> Any:
        """Execute the fields of one object; see the module."""
        if parent_type is self.schema.query_type:  # its fields are all resolved, and grouped for each request
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, context)
        ready = self._ready(parent_type, grouped_field_set)
        results: dict[str, Any] = dict.fromkeys(grouped_field_set)
        left = {}
        for name, details in grouped_field_set.items():
            complete = ready.get(name)
            try:
                if complete is None:
                    left[name] = details
                else:
                    results[name] = complete(source_value)
            except Exception:  # graphql-core finds it again, and says where it is
                left[name] = details
        if not left:
            return results
        rest = super().execute_fields(parent_type, source_value, path, left, context)
        return _later(results, rest) if isawaitable(rest) else results | rest

    def collect_subfields(self, return_type: GraphQLObjectType, field_details_list: Any) -> Any:
        """The fields below a field, grouped once for the operation."""
        key = return_type.name, *(id(each.node) for each in field_details_list)
        known = self._prepared.subfields.get(key)
        if known is None:
            known = self._prepared.subfields[key] = super().collect_subfields(return_type, field_details_list)
        return known

    def _ready(self, parent_type: GraphQLObjectType, grouped_field_set: Any) -> dict[str, Complete]:
        """For those of the fields that are ready, what makes their values of the object."""
        known = self._prepared.ready.get(id(grouped_field_set))
        if known is None:
            known = self._prepared.ready[id(grouped_field_set)] = {}
            for name, details in grouped_field_set.items():
                with suppress(NotReadyError):
                    known[name] = _alone(self._step(parent_type, name, details))
        return known

    def _step(self, parent_type: GraphQLObjectType, name: str, details: Any) -> Step:
        asked = details[0].node.name.value
        if asked == "__typename":
            return Step(name, lambda _: parent_type.name, str, str, True)
        field = self.schema.get_field(parent_type, asked)
        if field is None or not getattr(field.resolve, "_is_default", False):
            raise NotReadyError
        get = attrgetter(field.extensions["strawberry-definition"].python_name)
        kind = get_nullable_type(field.type)
        sent_as_it_is = str if is_leaf_type(kind) and kind.name in {"String", "ID"} else None
        return Step(name, get, sent_as_it_is, self._completed(kind, details), kind is not field.type)

    def _completed(self, kind: Any, details: Any) -> Complete:
        """What makes of a value of type `kind`, which is not None, what is sent."""
        if is_list_type(kind):
            return _each(
                self._completed(get_nullable_type(kind.of_type), details), is_non_null_type(kind.of_type)
            )
        if is_enum_type(kind):
            return {each.value: name for name, each in kind.values.items()}.__getitem__
        if is_leaf_type(kind):
            return cast("Complete", kind.coerce_output_value)
        if is_object_type(kind):
            selected = self.collect_subfields(kind, details)[0]
            return _object([self._step(kind, name, each) for name, each in selected.items()])
        raise NotReadyError


def _object(steps: list[Step]) -> Complete:
    def complete(value: Any) -> dict[str, Any]:
        answer = {}
        for name, get, sent_as_it_is, make, is_required in steps:
            found = get(value)
            if found.__class__ is not sent_as_it_is:
                found = None if found is None else make(found)
                if found is None and is_required:
                    raise NotReadyError
            answer[name] = found
        return answer

    return complete


def _alone(step: Step) -> Complete:
    complete = _object([step])
    return lambda value: complete(value)[step.name]


def _each(make: Complete, is_required: bool) -> Complete:
    def complete(values: Any) -> list[Any]:
        completed = [None if value is None else make(value) for value in values]
        if is_required and None in completed:
            raise NotReadyError
        return completed

    return complete


async def _later(results: dict[str, Any], rest: Any) -> dict[str, Any]:
    return {**results, **await rest}
