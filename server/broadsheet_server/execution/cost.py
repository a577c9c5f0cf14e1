"""What an operation may cost at most: the number of values that its answer can hold.

Every selected field counts once for every object that it can be on: a page is as long as it was asked to be,
other lists are as long as usual. Fragments are counted once each, however often they are spread. What takes
the store more than reading a value counts for as many values as could be read in that time.
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

from broadsheet_server.schema.schema import CORE
from broadsheet_shared.limits import NODES_MAX, PAGE_DEFAULT, PAGE_MAX

COST_MAX: Final = 30_000
"""The usual introspection takes 26,000 by this count."""
_ENDLESS: Final = 1_000_000_000

WEIGHTY: Final = ("first", "last", "ids", "where")
"""The arguments that say how long a list is, and how hard it is to find."""

_USUAL_LENGTH: Final = 3
_USUAL_LENGTHS: Final = {
    "Query.sections": 10,
    "Article.tags": 5,
    "Article.breadcrumb": 4,
    "SearchEdge.highlights": 4,
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

_OWN_COSTS: Final = {
    "Query.search": 5_000,
    "SearchConnection.totalCount": 1_500,
    "SearchConnection.didYouMean": 2_000,
    "SearchFacets.sections": 1_500,
    "SearchFacets.tags": 1_500,
    "SearchFacets.authors": 1_500,
    "SearchFacets.years": 1_500,
    "SearchEdge.highlights": 200,
}
"""What a field costs by itself, where finding the value takes more than reading it.

600 are about a millisecond of the processor for the worst text that we could think of, among 24,000 articles
in twelve languages: so the worst operation takes some 50.
"""

_FILTERS: Final = frozenset({"section", "tag", "author", "language"})
_LINKED: Final = frozenset({"tag", "author"})
_FOUND: Final = 200
"""A page of the articles of one section, tag, author or language: an index holds them in order."""
_COUNTED: Final = 500
"""Counting ten thousand articles in such an index; those of a tag or an author have to be looked at."""
_WALKED: Final = 5_000
"""Looking at ten thousand articles."""


class _Cost(NamedTuple):
    """Of a selection on one object: at all, and for each entry of the page and how often it is counted, if
    the object is a connection."""

    fixed: int = 0
    each: int = 0
    counts: int = 0

    def __add__(self, other: object) -> "_Cost":
        assert isinstance(other, _Cost)
        return _Cost(*(min(one + two, _ENDLESS) for one, two in zip(self, other, strict=True)))


def cost_of(document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
    """The cost of an operation of a valid document with these variables, each `weighed`."""
    root = CORE.query_type if operation.operation is OperationType.QUERY else CORE.mutation_type
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    return _Till(fragments, variables).selections(root, operation.selection_set).fixed


def weighed(value: object) -> Hashable:
    """All of a variable's value that the cost depends on. The value may be anything."""
    if isinstance(value, float) and value.is_integer():
        return int(value)  # a number like 100.0 is an `Int` of JSON as well as 100 is
    if isinstance(value, list):
        return range(len(value))
    if isinstance(value, dict):
        return frozenset(name for name in _FILTERS if value.get(name) is not None)
    return value if isinstance(value, int | None) else ""


class _Till:
    """Adds up one operation."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        self._fragments = fragments
        self._variables = variables
        self._counted: dict[str, _Cost] = {}

    def selections(self, kind: GraphQLNamedType | None, selections: SelectionSetNode | None) -> _Cost:
        """The cost of a selection on one object of type `kind`."""
        total = _Cost()
        for node in selections.selections if selections is not None else ():
            if isinstance(node, FieldNode):
                total += self._field(kind, node)
            elif isinstance(node, InlineFragmentNode):
                narrower = node.type_condition
                total += self.selections(
                    CORE.get_type(narrower.name.value) if narrower else kind, node.selection_set
                )
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value)
        return total

    def _fragment(self, name: str) -> _Cost:
        if name not in self._counted:
            fragment = self._fragments[name]
            kind = CORE.get_type(fragment.type_condition.name.value)
            self._counted[name] = self.selections(kind, fragment.selection_set)
        return self._counted[name]

    def _field(self, kind: Any, node: FieldNode) -> _Cost:
        field = CORE.get_field(kind, node.name.value)
        if field is None:
            return _Cost(1)
        below = self.selections(get_named_type(field.type), node.selection_set)
        one = below.fixed + self._page_size(field, node) * below.each
        own = _OWN_COSTS.get(f"{kind.name}.{node.name.value}", 1)
        if get_named_type(field.type).name == "ArticleConnection":
            own += _searching(self._filters(kind, node), below.counts)
        if (kind.name, node.name.value) == ("ArticleConnection", "totalCount"):
            return _Cost(own + one, counts=1)
        if not is_list_type(get_nullable_type(field.type)):
            return _Cost(min(own + one, _ENDLESS))
        if kind.name.endswith("Connection") and node.name.value in {"edges", "nodes"}:
            return _Cost(1, min(one, _ENDLESS))
        return _Cost(min(own + self._length(kind, node) * one, _ENDLESS))

    def _length(self, kind: GraphQLNamedType, node: FieldNode) -> int:
        ids = self._argument(node, "ids")
        if isinstance(ids, tuple | range):
            return min(len(ids), NODES_MAX)
        return _USUAL_LENGTHS.get(f"{kind.name}.{node.name.value}", _USUAL_LENGTH)

    def _page_size(self, field: GraphQLField, node: FieldNode) -> int:
        """How many entries the page of a connection has at most; more than the cap is refused elsewhere."""
        first = field.args.get("first")
        if first is None:
            return 0
        usual = first.default_value if isinstance(first.default_value, int) else PAGE_DEFAULT
        asked = [self._argument(node, name) for name in ("first", "last")]
        return min(max((size for size in asked if isinstance(size, int)), default=usual), PAGE_MAX)

    def _filters(self, kind: GraphQLNamedType, node: FieldNode) -> frozenset[str]:
        """What narrows down a list of articles: whose it is, and what its `where` says."""
        named = self._argument(node, "where")
        return _FILTERS & ({kind.name.lower()} | (named if isinstance(named, frozenset) else set()))

    def _argument(self, node: FieldNode, name: str) -> Any:
        found = next((each.value for each in node.arguments or () if each.name.value == name), None)
        return None if found is None else self._value(found)

    def _value(self, value: ValueNode) -> Any:
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value)
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, ObjectValueNode):
            return frozenset(each.name.value for each in value.fields if self._is_set(each.value))
        return value.values if isinstance(value, ListValueNode) else None

    def _is_set(self, value: ValueNode) -> bool:
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value) is not None
        return not isinstance(value, NullValueNode)


def _searching(filters: frozenset[str], counts: int) -> int:
    """What the store does to find a page of a list of articles, and to count it so often."""
    walks = len(filters) > 1
    page = _WALKED if walks else _FOUND if filters else 0
    return min(page + counts * (_WALKED if walks or filters & _LINKED else _COUNTED), _ENDLESS)
