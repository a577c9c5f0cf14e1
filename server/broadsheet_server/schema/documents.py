"""Documents: read, measured and validated once, then kept."""

from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
    visit,
)  # fmt: skip
from graphql.language import Visitor
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from broadsheet_server.schema.contract import CORE
from broadsheet_server.schema.errors import ERRORS_MAX, Code, RefusalError
from broadsheet_server.schema.measures import DOCUMENT_MAX, TOKENS_MAX, TooMuchError, check_size

KEPT = 500
KEPT_UP_TO = 16 * 1024
"""Longer documents are not kept: together they would take more memory than they save time."""

_RULES = (*specified_rules, OneOfInputValidationRule)


@dataclass(slots=True)
class Document:
    """A document that is valid. `operations` are those in it by name, None for one without."""

    ast: DocumentNode
    operations: dict[str | None, OperationDefinitionNode] = field(init=False)
    has_introspection: bool = field(init=False)

    def __post_init__(self) -> None:
        found = [node for node in self.ast.definitions if isinstance(node, OperationDefinitionNode)]
        self.operations = {node.name.value if node.name else None: node for node in found}
        self.has_introspection = _has_introspection(self.ast)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation that is meant. Raises RefusalError where that is not clear."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            sentence = "The document has several operations; say which one by `operationName`."
            raise RefusalError(Code.OPERATION_RESOLUTION_FAILURE, sentence)
        if name not in self.operations:
            sentence = "The document has no operation of the name that `operationName` gives."
            raise RefusalError(Code.OPERATION_RESOLUTION_FAILURE, sentence)
        return self.operations[name]

    def is_query(self, name: str | None) -> bool:
        """Whether the operation that is meant only reads."""
        return self.operation(name).operation is OperationType.QUERY


class Documents:
    """The documents met lately, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def read(self, text: str) -> Document:
        """The valid document in `text`. Raises RefusalError where there is none."""
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
        raise RefusalError(Code.LIMIT_EXCEEDED, sentence)
    try:
        document = parse(text, max_tokens=TOKENS_MAX)
        check_size(document)
    except GraphQLSyntaxError as error:
        if "tokens" in error.message:
            sentence = f"The document has more than {TOKENS_MAX} tokens, and no more are allowed."
            raise RefusalError(Code.LIMIT_EXCEEDED, sentence) from error
        raise RefusalError(Code.GRAPHQL_PARSE_FAILED, error) from error
    except GraphQLError as error:
        raise RefusalError(Code.GRAPHQL_PARSE_FAILED, error) from error
    except TooMuchError as error:
        raise RefusalError(Code.LIMIT_EXCEEDED, str(error)) from error
    return document


def _validated(document: DocumentNode) -> DocumentNode:
    errors = validate(CORE, document, _RULES, max_errors=ERRORS_MAX, hide_suggestions=True)
    if errors:
        raise RefusalError(Code.GRAPHQL_VALIDATION_FAILED, *errors[:ERRORS_MAX])
    return document


class _Introspection(Visitor):
    found = False

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.found = self.found or node.name.value in {"__schema", "__type"}


def _has_introspection(document: DocumentNode) -> bool:
    visitor = _Introspection()
    visit(document, visitor)
    return visitor.found
