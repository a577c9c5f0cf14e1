"""Cost estimation: how many values the response of an operation can hold at most.

A selected field costs one for every object it can be on. A connection multiplies its edges by the page size
that is asked for; a list of sections has as many entries as the store has sections at that level; the lists
of one article, which sources keep short, have a usual length. A fragment is counted once and memoised,
however often it is spread, and sums saturate. A field that takes the store longer than reading a value costs
as many values as could be read in that time.

An estimate can be too low, since an article may have 200 tags: what the answer really holds is counted while
it is made (`budget`).
"""

from collections.abc import Hashable, Mapping
from typing import Any, Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from broadsheet_server.execution.where_cost import (
    NAMED,
    WhereKey,
    changes_cost,
    list_cost,
    list_key,
    search_cost,
    where_key,
)
from broadsheet_server.schema.schema import CORE
from broadsheet_shared.limits import NODES_MAX, PAGE_DEFAULT, PAGE_MAX, RELATED_DEFAULT

_SATURATED: Final = 1_000_000_000

COST_ARGUMENTS: Final = ("first", "last", "ids", "where")
"""The arguments that the cost depends on: the length of a list, and how it is filtered."""

SECTION_LISTS: Final = frozenset({"sections", "children", "ancestors"})
"""The fields whose lengths the tree of sections knows."""

_ROOTS: Final = {
    OperationType.QUERY: CORE.query_type,
    OperationType.MUTATION: CORE.mutation_type,
    OperationType.SUBSCRIPTION: CORE.subscription_type,
}

_LIST_LENGTH: Final = 3
_LIST_LENGTHS: Final = {
    "Article.tags": 5,
    "Article.breadcrumb": 4,
    "Article.translations": 3,
    "SearchEdge.highlights": 4,
    "Query.sources": 20,
    "Query.apiKeys": 20,
    "Query.webhooks": 10,
    "Webhook.scopes": 1,
    "ImportRun.items": 20,
    "ImportRun.notes": 1,
    "SearchFacets.sections": 20,
    "SearchFacets.tags": 20,
    "SearchFacets.authors": 20,
    "SearchFacets.years": 10,
    "__Schema.types": 50,
    "__Type.fields": 6,
    "__Field.args": 1,
    "__Type.interfaces": 1,
    "__Type.possibleTypes": 1,
    "__Type.inputFields": 1,
    "__Type.enumValues": 1,
}
"""Usual lengths of lists that are not connections."""

_FIELD_COSTS: Final = {
    "Query.search": 5_000,
    "SearchConnection.totalCount": 1_500,
    "SearchConnection.didYouMean": 2_000,
    "SearchFacets.sections": 1_500,
    "SearchFacets.tags": 1_500,
    "SearchFacets.authors": 1_500,
    "SearchFacets.years": 1_500,
    "SearchEdge.highlights": 200,
    "ImportRun.items": 60,
    "Webhook.deliveries": 200,
    "Mutation.testWebhook": 2_000,
}
"""Costs of fields whose value has to be computed; every other field costs 1.

600 are about a millisecond of CPU for the worst query text we know, in an index of 24,000 articles in twelve
languages: the most expensive operation takes some 50 ms.
"""


class _Cost(NamedTuple):
    """The cost of a selection on one object: `fixed`, and for a connection what multiplies.

    `per_edge` is multiplied by the page size; `counts` is how often `totalCount` is selected.
    """

    fixed: int = 0
    per_edge: int = 0
    counts: int = 0

    def __add__(self, other: object) -> "_Cost":
        assert isinstance(other, _Cost)
        return _Cost(*(min(left + right, _SATURATED) for left, right in zip(self, other, strict=True)))


class SectionCounts(NamedTuple):
    """Lengths of the lists of sections in a store: at the top, most below one section, most above one."""

    roots: int = 10
    children: int = 3
    ancestors: int = 3


USUAL_SECTIONS: Final = SectionCounts()
"""For a document that selects no such list."""


def estimate_cost(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    sections: SectionCounts = USUAL_SECTIONS,
) -> int:
    """The cost of an operation of a valid document, with `cost_key` of each of its variables."""
    root = _ROOTS[operation.operation]
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    return _CostEstimator(fragments, variables, sections).selection_set(root, operation.selection_set).fixed


def cost_key(value: object) -> Hashable:
    """As much of a variable's value as the cost depends on. The value may be any JSON."""
    if isinstance(value, float) and value.is_integer():
        return int(value)  # `Int` accepts 100.0 as well as 100
    if isinstance(value, list):
        return list_key(value)
    if isinstance(value, dict):
        return where_key(value)
    return value if isinstance(value, int | None) else ""


class _CostEstimator:
    """Adds up the cost of one operation."""

    def __init__(
        self,
        fragments: dict[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        sections: SectionCounts,
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._list_lengths = _LIST_LENGTHS | {
            "Query.sections": sections.roots,
            "Section.children": sections.children,
            "Section.ancestors": sections.ancestors,
        }
        self._fragment_costs: dict[str, _Cost] = {}

    def selection_set(
        self, parent_type: GraphQLNamedType | None, selection_set: SelectionSetNode | None
    ) -> _Cost:
        """The cost of a selection set on one object of `parent_type`."""
        total = _Cost()
        for node in selection_set.selections if selection_set is not None else ():
            if isinstance(node, FieldNode):
                total += self._field(parent_type, node)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                narrowed = CORE.get_type(condition.name.value) if condition else parent_type
                total += self.selection_set(narrowed, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value)
        return total

    def _fragment(self, name: str) -> _Cost:
        if name not in self._fragment_costs:
            fragment = self._fragments[name]
            fragment_type = CORE.get_type(fragment.type_condition.name.value)
            self._fragment_costs[name] = self.selection_set(fragment_type, fragment.selection_set)
        return self._fragment_costs[name]

    def _field(self, parent_type: Any, node: FieldNode) -> _Cost:
        field = CORE.get_field(parent_type, node.name.value)
        if field is None:
            return _Cost(1)
        below = self.selection_set(get_named_type(field.type), node.selection_set)
        per_object = below.fixed + self._page_size(field, node) * below.per_edge
        own = _FIELD_COSTS.get(f"{parent_type.name}.{node.name.value}", 1)
        if get_named_type(field.type).name == "ArticleConnection":
            owner = NAMED & {parent_type.name.lower()}
            own += min(list_cost(self._where(node), owner, below.counts), _SATURATED)
        if get_named_type(field.type).name == "SearchConnection":
            own += search_cost(self._where(node))
        if get_named_type(field.type).name == "ChangeConnection":
            own += changes_cost(self._where(node))
        if (parent_type.name, node.name.value) == ("ArticleConnection", "totalCount"):
            return _Cost(own + per_object, counts=1)
        if not is_list_type(get_nullable_type(field.type)):
            return _Cost(min(own + per_object, _SATURATED))
        if parent_type.name.endswith("Connection") and node.name.value in {"edges", "nodes"}:
            return _Cost(1, min(per_object, _SATURATED))
        return _Cost(min(own + self._list_length(parent_type, node) * per_object, _SATURATED))

    def _list_length(self, parent_type: GraphQLNamedType, node: FieldNode) -> int:
        ids = self._argument(node, "ids")
        if isinstance(ids, range):
            return min(len(ids), NODES_MAX)
        return self._list_lengths.get(f"{parent_type.name}.{node.name.value}", _LIST_LENGTH)

    def _page_size(self, field: GraphQLField, node: FieldNode) -> int:
        """Most edges on the page of a connection, 0 for other fields.

        A size that is no page size counts as the nearest that is one: resolvers refuse it (`page_arguments`).
        """
        first = field.args.get("first")
        if first is None:
            return 0
        default = first.default_value if isinstance(first.default_value, int) else PAGE_DEFAULT
        if get_named_type(field.type).name == "RelatedConnection":
            default = RELATED_DEFAULT
        sizes = [self._argument(node, name) for name in ("first", "last")]
        largest = max((size for size in sizes if isinstance(size, int)), default=default)
        return min(max(largest, 0), PAGE_MAX)

    def _where(self, node: FieldNode) -> WhereKey:
        where = self._argument(node, "where")
        return where if isinstance(where, WhereKey) else WhereKey()

    def _argument(self, node: FieldNode, name: str) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return self._value(argument.value)
        return None

    def _value(self, value: ValueNode) -> Any:
        """A literal in the form of `cost_key`, or the value of a variable."""
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value)
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, ObjectValueNode):
            return where_key({field.name.value: self._value(field.value) for field in value.fields})
        if isinstance(value, ListValueNode):
            return list_key([self._value(each) for each in value.values])
        return None if isinstance(value, NullValueNode) else ""
