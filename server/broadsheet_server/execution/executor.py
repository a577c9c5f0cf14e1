"""An executor that completes plain attributes at once and leaves the rest to graphql-core.

graphql-core takes some twenty microseconds a field. The read models of `reading` carry their values already,
so most selections below the root need no resolver. Such a selection is compiled once, into a list of
attribute getters and completers, and kept with the document (`PreparedOperation`); it then completes every
object it meets. What it cannot complete (a field with a resolver, an interface, a null in a non-null field,
an exception) goes to graphql-core, which reads the attributes again and reports the error with its path: the
response is the same either way. A property test compares both.

Everything that goes into the response is charged to the operation's budget. Where that is used up, or
the time is, the operation ends as a whole. Long lists are completed in time slices.
"""

from collections.abc import Callable
from contextlib import suppress
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

from broadsheet_server.execution.budget import Budget, BudgetExceededError
from broadsheet_server.execution.held_coroutines import HeldCoroutines
from broadsheet_server.execution.list_completion import ListCompletion
from broadsheet_server.execution.operation import Complete, PreparedOperation
from broadsheet_server.execution.resolver_turns import ResolverTurns
from broadsheet_server.storage.deadline import DeadlineError
from broadsheet_server.storage.text_budget import TooMuchTextError, text_bytes
from broadsheet_server.storage.time_slice import TimeSlice

_ENDS_THE_OPERATION = (BudgetExceededError, TooMuchTextError, DeadlineError)
_ITEMS_MAX = 300
"""Longest list that is completed at once: the lists of one article are shorter."""


class FieldCompleter(NamedTuple):
    """How one field of an object is completed: `get` reads the attribute, `complete` turns it into output."""

    response_name: str
    get: Callable[[Any], Any]
    output_class: type | None
    """Values of exactly this class are output as they are."""
    complete: Complete
    is_non_null: bool


class NeedsResolverError(Exception):
    """The value cannot be completed by reading attributes; graphql-core has to execute the field."""


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor with compiled completion of plain attributes in front of it."""

    def __init__(
        self,
        *args: Any,
        prepared: PreparedOperation,
        budget: Budget | None = None,
        held: HeldCoroutines | None = None,
        time_slice: TimeSlice | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._held = held or HeldCoroutines()
        self.is_awaitable = cast("Any", self._held.is_awaitable)
        self._prepared = prepared
        self._budget = budget or Budget()
        self._slice = time_slice or TimeSlice()
        self._turns = ResolverTurns()

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        context: Any,
    ) -> Any:
        """Execute a grouped field set: compiled fields here, the others by graphql-core."""
        if self._budget.ended_by is not None:
            return {}
        with self._budget:
            return self._execute_fields(parent_type, source_value, path, grouped_field_set, context)

    def _execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        context: Any,
    ) -> Any:
        if parent_type is self.schema.query_type:  # every root field has a resolver
            self._budget.charge(len(grouped_field_set))
            return self._resolve_fields(parent_type, source_value, path, grouped_field_set, context)
        completers = self._completers(parent_type, grouped_field_set)
        results: dict[str, Any] = dict.fromkeys(grouped_field_set)  # keeps the order of the selection
        remaining = {}
        for response_name, details in grouped_field_set.items():
            complete = completers.get(response_name)
            try:
                if complete is None:
                    remaining[response_name] = details
                else:
                    results[response_name] = complete(source_value, self._budget)
            except _ENDS_THE_OPERATION:
                raise
            except Exception:  # graphql-core meets it again and adds the path
                remaining[response_name] = details
        if not remaining:
            return results
        self._budget.charge(len(remaining))  # completers have charged the others
        rest = self._resolve_fields(parent_type, source_value, path, remaining, context)
        return _merge_later(results, rest) if self.is_awaitable(rest) else results | rest

    def _resolve_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Any, fields: Any, context: Any
    ) -> Any:
        """Execute fields by graphql-core, whose asynchronous resolvers begin when it is the object's turn."""
        rest = super().execute_fields(parent_type, source_value, path, fields, context)
        if not self.is_awaitable(rest) or self._turns.take(len(fields)):
            return rest
        return self._await_in_turn(rest, len(fields))

    async def _await_in_turn(self, rest: Any, resolvers: int) -> Any:
        await self._turns.wait(resolvers)
        return await rest

    def complete_iterable_value(
        self, item_type: Any, field_details_list: Any, info: Any, path: Any, items: Any, context: Any
    ) -> Any:
        """Complete a list item by item, in time slices."""

        def complete_item(results: list[Any], index: int, item: Any) -> bool:
            item_path = path.add_key(index, None)
            is_awaitable = self.complete_list_item_value(
                item, results, item_type, field_details_list, info, item_path, context
            )
            if is_awaitable:
                self._held.note(results[index])
            return is_awaitable

        return ListCompletion(items, complete_item, self._budget, self._slice).complete()

    def complete_leaf_value(self, return_type: Any, result: Any) -> Any:  # type: ignore[override]
        """Complete a scalar or an enum, and charge its text."""
        value = super().complete_leaf_value(return_type, result)
        if isinstance(value, str):
            self._budget.charge(0, text_bytes(value))
        return value

    def handle_field_error(self, raw_error: Exception, *where: Any) -> None:
        """Turn an exception into a field error, unless the operation ends with it.

        What is awaited by then still has to be awaited, so the rest is completed with nothing in it.
        """
        if isinstance(raw_error, _ENDS_THE_OPERATION):
            self._budget.end(raw_error)
        elif self._budget.ended_by is None:
            super().handle_field_error(raw_error, *where)

    def collect_subfields(self, return_type: GraphQLObjectType, field_details_list: Any) -> Any:
        """CollectSubfields (GraphQL specification, section 6.4.3), once for all requests of the operation."""
        key = return_type.name, *(id(details.node) for details in field_details_list)
        subfields = self._prepared.subfields.get(key)
        if subfields is None:
            subfields = super().collect_subfields(return_type, field_details_list)
            self._prepared.subfields[key] = subfields
        return subfields

    def _completers(self, parent_type: GraphQLObjectType, grouped_field_set: Any) -> dict[str, Complete]:
        """The compiled fields of a grouped field set, by response name."""
        completers = self._prepared.completers.get(id(grouped_field_set))
        if completers is None:
            completers = self._prepared.completers[id(grouped_field_set)] = {}
            for response_name, details in grouped_field_set.items():
                with suppress(NeedsResolverError):
                    completers[response_name] = _complete_field(
                        self._compile_field(parent_type, response_name, details)
                    )
        return completers

    def _compile_field(
        self, parent_type: GraphQLObjectType, response_name: str, details: Any
    ) -> FieldCompleter:
        """Raises NeedsResolverError for a field that is more than an attribute."""
        field_name = details[0].node.name.value
        if field_name == "__typename":
            return FieldCompleter(response_name, lambda _: parent_type.name, str, _keep, True)
        field = self.schema.get_field(parent_type, field_name)
        if field is None or not getattr(field.resolve, "_is_default", False):
            raise NeedsResolverError
        definition = field.extensions["strawberry-definition"]
        if definition.extensions:  # permission classes too: they are run by the field's resolver
            raise NeedsResolverError
        output_type = get_nullable_type(field.type)
        is_text = is_leaf_type(output_type) and output_type.name in {"String", "ID"}
        return FieldCompleter(
            response_name,
            attrgetter(definition.python_name),
            str if is_text else None,
            self._compile_value(output_type, details),
            output_type is not field.type,
        )

    def _compile_value(self, output_type: Any, details: Any) -> Complete:
        """The completer of non-null values of a type. Raises NeedsResolverError for abstract types."""
        if is_list_type(output_type):
            item_type = output_type.of_type
            return _complete_list(
                self._compile_value(get_nullable_type(item_type), details), is_non_null_type(item_type)
            )
        if is_enum_type(output_type):
            names = {member.value: name for name, member in output_type.values.items()}
            return _complete_leaf(names.__getitem__)
        if is_leaf_type(output_type):
            return _complete_leaf(output_type.coerce_output_value)
        if is_object_type(output_type):
            grouped_field_set = self.collect_subfields(output_type, details)[0]
            return _complete_object(
                [self._compile_field(output_type, *field) for field in grouped_field_set.items()]
            )
        raise NeedsResolverError


def _keep(value: Any, _: Budget) -> Any:
    return value


def _complete_leaf(complete: Callable[[Any], Any]) -> Complete:
    return lambda value, _: complete(value)


def _complete_object(fields: list[FieldCompleter]) -> Complete:
    def complete_object(source: Any, budget: Budget) -> dict[str, Any]:
        result = {}
        size = 0
        for response_name, get, output_class, complete, is_non_null in fields:
            value = get(source)
            if value.__class__ is not output_class:
                value = None if value is None else complete(value, budget)
                if value is None and is_non_null:
                    raise NeedsResolverError
            if value.__class__ is str:
                size += text_bytes(value)
            result[response_name] = value
        budget.charge(len(fields), size)
        return result

    return complete_object


def _complete_field(field: FieldCompleter) -> Complete:
    complete = _complete_object([field])
    return lambda source, budget: complete(source, budget)[field.response_name]


def _complete_list(complete: Complete, items_are_non_null: bool) -> Complete:
    def complete_list(values: Any, budget: Budget) -> list[Any]:
        if len(values) > _ITEMS_MAX:
            raise NeedsResolverError
        budget.charge(len(values))
        completed = [None if value is None else complete(value, budget) for value in values]
        if items_are_non_null and None in completed:
            raise NeedsResolverError
        return completed

    return complete_list


async def _merge_later(results: dict[str, Any], rest: Any) -> dict[str, Any]:
    return {**results, **await rest}
