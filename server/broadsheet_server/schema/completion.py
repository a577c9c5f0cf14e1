"""Completing what is ready: answers of `reading` carry their values, nothing has to be resolved any more.

graphql-core takes some twenty microseconds for every field, whatever it does. Here, a selection that reads
attributes only becomes a list of getters once, which then makes the answer of every object. Whatever is out
of the ordinary (a resolver, an interface, a null where none may be, an exception) is left to graphql-core
from the start: the answer and its errors are the same, because reading attributes again does no harm.
"""

from contextlib import suppress
from inspect import isawaitable
from operator import attrgetter
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from broadsheet_server.schema.prepared import Complete, Prepared


class NotReadyError(Exception):
    """This is nothing to be completed by reading attributes."""


class Completion(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which first takes the fields that are ready."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared: Prepared = self.context_value.prepared

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
                    known[name] = self._field(parent_type, details)
        return known

    def _field(self, parent_type: GraphQLObjectType, details: Any) -> Complete:
        name = details[0].node.name.value
        field = self.schema.get_field(parent_type, name)
        if name == "__typename":
            return lambda _: parent_type.name
        if field is None or not getattr(field.resolve, "_is_default", False):
            raise NotReadyError
        return _of_attribute(_attribute(field), self._completed(field.type, details))

    def _completed(self, kind: GraphQLOutputType, details: Any) -> Complete:
        if isinstance(kind, GraphQLNonNull):
            return _required(self._completed(kind.of_type, details))
        if isinstance(kind, GraphQLList):
            return _each(self._completed(kind.of_type, details))
        if is_leaf_type(kind):
            return _leaf(kind)
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, details)
        raise NotReadyError

    def _object(self, kind: GraphQLObjectType, details: Any) -> Complete:
        selected = self.collect_subfields(kind, details)[0]
        fields = [(name, self._field(kind, each)) for name, each in selected.items()]

        def complete(value: Any) -> Any:
            return None if value is None else {name: make(value) for name, make in fields}

        return complete


def _attribute(field: GraphQLField) -> str:
    return cast("str", field.extensions["strawberry-definition"].python_name)


def _of_attribute(name: str, complete: Complete) -> Complete:
    get = attrgetter(name)
    return lambda source: complete(get(source))


def _required(complete: Complete) -> Complete:
    def required(value: Any) -> Any:
        completed = complete(value)
        if completed is None:
            raise NotReadyError
        return completed

    return required


def _each(complete: Complete) -> Complete:
    return lambda values: None if values is None else [complete(value) for value in values]


def _leaf(kind: GraphQLLeafType) -> Complete:
    coerce = kind.coerce_output_value
    as_it_is = str if kind.name in {"String", "ID"} else None

    def complete(value: Any) -> Any:
        return value if value is None or value.__class__ is as_it_is else coerce(value)

    return complete


async def _later(results: dict[str, Any], rest: Any) -> dict[str, Any]:
    return {**results, **await rest}
