"""Documents: parsed, checked against the limits, validated, and kept in an LRU cache."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    parse,
    value_from_ast_untyped,
    visit,
)  # fmt: skip

from broadsheet_server.execution.cache_hints import CacheHint, cache_hint
from broadsheet_server.execution.cost import (
    COST_ARGUMENTS,
    SECTION_LISTS,
    USUAL_SECTIONS,
    SectionCounts,
    cost_key,
    estimate_cost,
)
from broadsheet_server.execution.errors import ERRORS_MAX, RequestError
from broadsheet_server.execution.limits import LimitExceededError, check_limits
from broadsheet_server.execution.operation import PreparedOperation
from broadsheet_server.execution.validation import validation_errors
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.storage.time_slice import TimeSlice
from broadsheet_shared.limits import COST_MAX, DOCUMENT_MAX, TOKENS_MAX

DOCUMENTS_CACHED = 500
CHARACTERS_CACHED = 400_000
"""Most characters of all cached documents together: a parsed document takes some hundred bytes for each."""
COSTS_CACHED = 200
"""Most cost estimates kept with one document."""
PREPARED_MAX = 16
"""Most combinations of conditions prepared with one document; further ones are prepared for each request."""
SHORT_MAX = 2_000
"""Longest document that is read in the event loop, in characters: it takes some five milliseconds."""
CACHEABLE_MAX = 16 * 1024
"""Longest document that is cached, in characters: longer ones take more memory than they save time."""

_TOO_MANY_TOKENS = re.compile(r"Syntax Error: Document contains more th\w+ \d+ tokens")


class Document:
    """A valid document. `operations` are its operations by name, the anonymous one under None."""

    def __init__(self, ast: DocumentNode) -> None:
        self.ast = ast
        definitions = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        self.operations = {node.name.value if node.name else None: node for node in definitions}
        self.fragments = {
            node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)
        }
        selections = _Selections(ast)
        self.has_introspection = not selections.fields.isdisjoint(("__schema", "__type"))
        self.lists_sections = not selections.fields.isdisjoint(SECTION_LISTS)
        self.searches = "search" in selections.fields
        self._condition_variables = sorted(selections.condition_variables)
        self._cost_variables = sorted(selections.cost_variables)
        self._prepared: dict[object, PreparedOperation] = {}
        self._costs: dict[object, int] = {}

    @cached_property
    def cache_hint(self) -> CacheHint:
        """How long caches in front of the server may keep answers of this document."""
        return cache_hint(self.ast)

    @cached_property
    def root_fields(self) -> set[str]:
        """The fields at the root of its queries; of anything else, and of fragments, the kind of node."""
        return {
            node.name.value
            if isinstance(node, FieldNode) and operation.operation is OperationType.QUERY
            else node.kind
            for operation in self.operations.values()
            for node in operation.selection_set.selections
        }

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """GetOperation (GraphQL specification, section 6.1). Raises RequestError where it finds none."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            sentence = "The document has several operations; say which one by `operationName`."
            raise RequestError(ErrorCode.OPERATION_RESOLUTION_FAILURE, sentence)
        if name not in self.operations:
            sentence = "The document has no operation of the name that `operationName` gives."
            raise RequestError(ErrorCode.OPERATION_RESOLUTION_FAILURE, sentence)
        return self.operations[name]

    def is_query(self, name: str | None) -> bool:
        """Whether the operation is a query. Raises RequestError where there is no such operation."""
        return self.operation(name).operation is OperationType.QUERY

    def is_subscription(self, name: str | None) -> bool:
        """Whether the operation is a subscription. Raises RequestError where there is no such operation."""
        return self.operation(name).operation is OperationType.SUBSCRIPTION

    def variables_below_root(self, name: str | None) -> frozenset[str]:
        """The variables that matter to what is selected of the root fields, not to which these are."""
        found = _VariableNames()
        for root in self.operation(name).selection_set.selections:
            parts = [*(root.directives or ()), getattr(root, "selection_set", None)]
            for node in filter(None, parts):
                visit(node, found)
        for fragment in self.fragments.values():
            visit(fragment, found)
        return frozenset(found.names)

    def cost(
        self, name: str | None, variables: Mapping[str, Any], sections: SectionCounts = USUAL_SECTIONS
    ) -> int:
        """The estimated cost of the operation.

        Raises RequestError where it is over COST_MAX, and where a `where` has too many objects.

        `sections` matter where the document `lists_sections`.
        """
        try:
            cost = self._estimated_cost(name, variables, sections)
        except LimitExceededError as error:
            raise RequestError(ErrorCode.LIMIT_EXCEEDED, str(error)) from error
        if cost > COST_MAX:
            sentence = f"The operation may cost {cost}; at most {COST_MAX} is allowed. Ask for shorter lists."
            raise RequestError(ErrorCode.LIMIT_EXCEEDED, sentence)
        return cost

    def _estimated_cost(self, name: str | None, variables: Mapping[str, Any], sections: SectionCounts) -> int:
        values = self._variable_values(name, self._cost_variables, variables)
        relevant = {variable: cost_key(value) for variable, value in values.items()}
        key = name, sections, *relevant.values()
        if len(self._costs) >= COSTS_CACHED:
            self._costs.clear()
        if key not in self._costs:
            self._costs[key] = estimate_cost(self.ast, self.operation(name), relevant, sections)
        return self._costs[key]

    def prepared(self, name: str | None, variables: Mapping[str, Any]) -> PreparedOperation:
        """The caches of the operation under the values that its conditions have in this request."""
        values = self._variable_values(name, self._condition_variables, variables).values()
        key = name, *(value if isinstance(value, bool) else None for value in values)
        prepared = self._prepared.get(key)
        if prepared is None:
            prepared = PreparedOperation()
            if len(self._prepared) < PREPARED_MAX:
                self._prepared[key] = prepared
        return prepared

    def _variable_values(
        self, name: str | None, names: list[str], variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The values of the named variables in the operation: those sent, otherwise their defaults."""
        if not names:
            return {}
        defaults = {
            definition.variable.name.value: value_from_ast_untyped(definition.default_value)
            for definition in self.operation(name).variable_definitions or ()
            if definition.default_value is not None
        }
        return {variable: variables.get(variable, defaults.get(variable)) for variable in names}


class DocumentCache:
    """Valid documents by their text; the least recently used is evicted first."""

    def __init__(self, size: int = DOCUMENTS_CACHED) -> None:
        self._size = size
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0

    async def load(self, text: str) -> Document:
        """The same as `get`, for many who ask at once: a new document holds up nobody.

        Short ones are read one in each turn of the event loop, long ones in a thread; neither waits for
        operations that take long.
        """
        if text in self._documents:
            return self.get(text)
        await TimeSlice.first()
        if len(text) <= SHORT_MAX:
            return self.get(text)
        return self._keep(text, await asyncio.to_thread(_read, text))

    def get(self, text: str) -> Document:
        """The document in `text`. Raises RequestError where it is not valid or exceeds a limit."""
        if (document := self._documents.get(text)) is not None:
            self._documents.move_to_end(text)
            return document
        return self._keep(text, _read(text))

    def _keep(self, text: str, document: Document) -> Document:
        if len(text) <= CACHEABLE_MAX and text not in self._documents:
            self._documents[text] = document
            self._characters += len(text)
            while len(self._documents) > self._size or self._characters > CHARACTERS_CACHED:
                oldest, _ = self._documents.popitem(last=False)
                self._characters -= len(oldest)
        return document


def _read(text: str) -> Document:
    return Document(_validate(_parse(text)))


def _parse(text: str) -> DocumentNode:
    if len(text) > DOCUMENT_MAX:
        sentence = f"The document has {len(text)} characters; at most {DOCUMENT_MAX} are allowed."
        raise RequestError(ErrorCode.LIMIT_EXCEEDED, sentence)
    try:
        document = parse(text, max_tokens=TOKENS_MAX)
        try:
            check_limits(document)
        finally:
            _unlink_tokens(document)
    except GraphQLSyntaxError as error:
        if _TOO_MANY_TOKENS.match(error.message):
            sentence = f"The document has more than {TOKENS_MAX} tokens, and no more are allowed."
            raise RequestError(ErrorCode.LIMIT_EXCEEDED, sentence) from error
        raise RequestError(ErrorCode.GRAPHQL_PARSE_FAILED, error) from error
    except GraphQLError as error:
        raise RequestError(ErrorCode.GRAPHQL_PARSE_FAILED, error) from error
    except LimitExceededError as error:
        raise RequestError(ErrorCode.LIMIT_EXCEEDED, str(error)) from error
    return document


def _unlink_tokens(document: DocumentNode) -> None:
    """Let the tokens go that no node refers to: the parser has linked each with the one before and after it.

    Otherwise every document would wait for the collector of garbage.
    """
    token = None if document.loc is None else document.loc.start_token
    while token is not None:
        token.prev, token.next, token = None, None, token.next


def _validate(document: DocumentNode) -> DocumentNode:
    if errors := validation_errors(document):
        raise RequestError(ErrorCode.GRAPHQL_VALIDATION_FAILED, *errors[:ERRORS_MAX])
    return document


class _VariableNames(Visitor):
    """Collects the variables in what it visits."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        """Note it."""
        self.names.add(node.name.value)


class _Selections:
    """What an operation selects by name, and the variables that decide what it selects and what it costs.

    A walk of our own takes a tenth of the time of `graphql.visit`.
    """

    def __init__(self, document: DocumentNode) -> None:
        self.fields: set[str] = set()
        self.condition_variables: set[str] = set()
        self.cost_variables: set[str] = set()
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
                self._add_directives(definition)
                self._add(definition.selection_set, of_facets=_is_on_facets(definition))

    def _add(self, selection_set: SelectionSetNode, *, of_facets: bool) -> None:
        """Add what is selected. The sections that a search counts are no list of sections."""
        for node in selection_set.selections:
            self._add_directives(node)
            below_facets = of_facets or _is_on_facets(node)
            if isinstance(node, FieldNode):
                below_facets = node.name.value == "facets"
                if not of_facets:
                    self.fields.add(node.name.value)
                self._add_arguments(node.arguments or ())
            below = getattr(node, "selection_set", None)
            if below is not None:
                self._add(below, of_facets=below_facets)

    def _add_arguments(self, arguments: Iterable[ArgumentNode]) -> None:
        for argument in arguments:
            if argument.name.value in COST_ARGUMENTS:
                self.cost_variables |= _variables(_members(argument.value))

    def _add_directives(self, node: Any) -> None:
        for directive in node.directives or ():
            self.condition_variables |= _variables(argument.value for argument in directive.arguments or ())


def _is_on_facets(node: Any) -> bool:
    """Whether a fragment is on the facets of a search."""
    condition = getattr(node, "type_condition", None)
    return condition is not None and condition.name.value == "SearchFacets"


def _members(value: ValueNode) -> Iterator[ValueNode]:
    """The values in an object such as `{ or: [{ tag: $tag }] }`, however deep; any other value itself."""
    if isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from _members(field.value)
    elif isinstance(value, ListValueNode):
        for each in value.values:
            yield from _members(each)
    else:
        yield value


def _variables(values: Iterable[ValueNode]) -> set[str]:
    return {value.name.value for value in values if isinstance(value, VariableNode)}
