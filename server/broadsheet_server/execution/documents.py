"""Documents: read, measured and validated once, then kept."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    VariableNode,
    parse,
    specified_rules,
    validate,
    value_from_ast_untyped,
    visit,
)  # fmt: skip
from graphql.language import Visitor
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from broadsheet_server.execution.cost import COST_MAX, WEIGHTY, cost_of, weighed
from broadsheet_server.execution.limits import LimitExceededError, check_size
from broadsheet_server.execution.operation import PreparedOperation
from broadsheet_server.schema.errors import ERRORS_MAX, Code, RequestError
from broadsheet_server.schema.schema import CORE
from broadsheet_shared.limits import DOCUMENT_MAX, TOKENS_MAX

KEPT = 500
KEPT_COSTS = 200
PREPARED = 16
"""Most combinations of conditions that are worked out once for all; others are worked out every time."""
KEPT_UP_TO = 16 * 1024
"""Longer documents are not kept: together they would take more memory than they save time."""

_TOO_MANY_TOKENS = re.compile(r"Syntax Error: Document contains more th\w+ \d+ tokens")
_RULES = (*specified_rules, OneOfInputValidationRule)


class Document:
    """A document that is valid. `operations` are those in it by name, None for one without."""

    def __init__(self, ast: DocumentNode) -> None:
        self.ast = ast
        found = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        self.operations = {node.name.value if node.name else None: node for node in found}
        survey = _Survey()
        visit(ast, survey)
        self.has_introspection = survey.has_introspection
        self._conditions = sorted(survey.conditions)
        self._weighty = sorted(survey.weighty)
        self._prepared: dict[object, PreparedOperation] = {}
        self._costs: dict[object, int] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation that is meant. Raises RequestError where that is not clear."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            sentence = "The document has several operations; say which one by `operationName`."
            raise RequestError(Code.OPERATION_RESOLUTION_FAILURE, sentence)
        if name not in self.operations:
            sentence = "The document has no operation of the name that `operationName` gives."
            raise RequestError(Code.OPERATION_RESOLUTION_FAILURE, sentence)
        return self.operations[name]

    def is_query(self, name: str | None) -> bool:
        """Whether the operation that is meant only reads."""
        return self.operation(name).operation is OperationType.QUERY

    def cost(self, name: str | None, variables: Mapping[str, Any]) -> int:
        """What the operation costs at most. Raises RequestError where that is too much."""
        given = {each: weighed(value) for each, value in self._given(name, self._weighty, variables).items()}
        key = name, *given.values()
        if len(self._costs) >= KEPT_COSTS:
            self._costs.clear()
        if key not in self._costs:
            self._costs[key] = cost_of(self.ast, self.operation(name), given)
        cost = self._costs[key]
        if cost > COST_MAX:
            sentence = f"The operation may cost {cost}; at most {COST_MAX} is allowed. Ask for shorter lists."
            raise RequestError(Code.LIMIT_EXCEEDED, sentence)
        return cost

    def prepared(self, name: str | None, variables: Mapping[str, Any]) -> PreparedOperation:
        """What is worked out already for the operation, under the variables that conditions look at."""
        values = self._given(name, self._conditions, variables).values()
        key = name, *(value if isinstance(value, bool) else None for value in values)
        if key not in self._prepared and len(self._prepared) >= PREPARED:
            return PreparedOperation()
        return self._prepared.setdefault(key, PreparedOperation())

    def _given(self, name: str | None, wanted: list[str], variables: Mapping[str, Any]) -> dict[str, Any]:
        """The values that the wanted variables have in the operation: those sent, and else their defaults."""
        if not wanted:
            return {}
        declared = self.operation(name).variable_definitions or ()
        defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in declared
            if each.default_value is not None
        }
        return {each: variables.get(each, defaults.get(each)) for each in wanted}


class Documents:
    """The documents met lately, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def read(self, text: str) -> Document:
        """The valid document in `text`. Raises RequestError where there is none."""
        if (document := self._kept.get(text)) is not None:
            self._kept.move_to_end(text)
            return document
        document = Document(_validated(_parsed(text)))
        if len(text) <= KEPT_UP_TO:
            self._kept[text] = document
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return document


def _parsed(text: str) -> DocumentNode:
    if len(text) > DOCUMENT_MAX:
        sentence = f"The document has {len(text)} characters; at most {DOCUMENT_MAX} are allowed."
        raise RequestError(Code.LIMIT_EXCEEDED, sentence)
    try:
        document = parse(text, max_tokens=TOKENS_MAX)
        check_size(document)
    except GraphQLSyntaxError as error:
        if _TOO_MANY_TOKENS.match(error.message):
            sentence = f"The document has more than {TOKENS_MAX} tokens, and no more are allowed."
            raise RequestError(Code.LIMIT_EXCEEDED, sentence) from error
        raise RequestError(Code.GRAPHQL_PARSE_FAILED, error) from error
    except GraphQLError as error:
        raise RequestError(Code.GRAPHQL_PARSE_FAILED, error) from error
    except LimitExceededError as error:
        raise RequestError(Code.LIMIT_EXCEEDED, str(error)) from error
    return document


def _validated(document: DocumentNode) -> DocumentNode:
    errors = validate(CORE, document, _RULES, max_errors=ERRORS_MAX, hide_suggestions=True)
    if errors:
        raise RequestError(Code.GRAPHQL_VALIDATION_FAILED, *errors[:ERRORS_MAX])
    return document


def _variables_in(value: ValueNode) -> list[str]:
    """The variables that an argument is, or that stand in the object that it is."""
    fields = [field.value for field in value.fields] if isinstance(value, ObjectValueNode) else [value]
    return [each.name.value for each in fields if isinstance(each, VariableNode)]


class _Survey(Visitor):
    """What has to be known of a document besides that it is valid."""

    def __init__(self) -> None:
        super().__init__()
        self.has_introspection = False
        self.conditions: set[str] = set()
        self.weighty: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.has_introspection = self.has_introspection or node.name.value in {"__schema", "__type"}

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        values = [argument.value for argument in node.arguments or ()]
        self.conditions.update(value.name.value for value in values if isinstance(value, VariableNode))

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        if node.name.value in WEIGHTY:
            self.weighty.update(_variables_in(node.value))
