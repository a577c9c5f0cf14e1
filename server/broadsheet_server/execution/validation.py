"""Validation of documents: all rules of graphql-core and Strawberry as one visitor.

graphql-core runs thirty rules side by side, and looks in each for what it does at each kind of node, again
for every document: a third of the time that validation takes. What a rule does is known by its class; here
each node goes to the rules that have something to do with it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, cast

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLNamedType,
    Node,
    NonNullTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ScalarLeafsRule,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    get_named_type,
    is_leaf_type,
    specified_rules,
    visit,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.language.visitor import BREAK, EnterLeaveVisitor
from graphql.validation import ValidationContext, ValidationRule
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from broadsheet_server.execution.errors import ERRORS_MAX
from broadsheet_server.schema.schema import CORE


class OneOfRule(OneOfInputValidationRule):
    """Strawberry's rule, which fails at an undefined variable, and in a fragment above its operation."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        nodes = context.document.definitions
        operations = [node for node in nodes if isinstance(node, OperationDefinitionNode)]
        defined = [variable for node in operations for variable in node.variable_definitions or ()]
        defined.sort(key=lambda variable: not isinstance(variable.type, NonNullTypeNode))
        self.variable_definitions = {variable.variable.name.value: variable for variable in defined}

    def enter_operation_definition(self, *_: Any) -> None:
        """The variables of all operations are known: a fragment may be of several."""

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:  # noqa: A002
        """Another rule tells of a variable that is not defined."""
        used = {field.value.name.value for field in node.fields if isinstance(field.value, VariableNode)}
        if used <= self.variable_definitions.keys():
            super().validate_one_of(node, type)


class LeavesRule(ScalarLeafsRule):
    """graphql-core's rule, whose message for a missing selection guesses at what was meant."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Tell of it without the guess, as all other rules do."""
        returned = self.context.get_type()
        if returned is None or node.selection_set or is_leaf_type(get_named_type(returned)):
            super().enter_field(node)
            return
        sentence = f"Field '{node.name.value}' of type '{returned}' must have a selection of subfields."
        self.report_error(GraphQLError(sentence, node))


RULES: Final[tuple[type[ASTValidationRule], ...]] = (
    *(LeavesRule if rule is ScalarLeafsRule else rule for rule in specified_rules),
    OneOfRule,
)

_VISITED_KEYS: Final = {
    kind: tuple(key for key in keys if key != "description") for kind, keys in QUERY_DOCUMENT_KEYS.items()
}
"""Descriptions are not validated (GraphQL specification, "Descriptions")."""
_ABORTED: Final = "Too many validation errors, error limit reached. Validation aborted."

_Handler = Callable[..., Any]
_Names = tuple[int, str | None, str | None]
"""The number of a rule, and the names of what it does when a node is entered and left."""


def validation_errors(document: DocumentNode) -> list[GraphQLError]:
    """The first errors of a document, as `graphql.validate` finds them; none where it is valid.

    How deep it is nested has been checked before.
    """
    errors: list[GraphQLError] = []

    def note(error: GraphQLError) -> None:
        if len(errors) >= ERRORS_MAX:
            raise ValidationAbortedError(_ABORTED)
        errors.append(error)

    types = TypeInfo(CORE)
    rules = AllRules(ValidationContext(CORE, document, types, note, hide_suggestions=True))
    visitor = TypeInfoVisitor(types, rules)
    try:
        visit(document, visitor, _VISITED_KEYS)
    except ValidationAbortedError as error:
        errors.append(ValidationAbortedError(error.message))  # without the frames of the validation
    except RecursionError:
        errors.append(ValidationAbortedError("Validation aborted."))
    finally:
        visitor.enter_leave_map.clear()  # of its own methods: the document would wait for the collector
    return errors


class AllRules(ValidationRule):
    """Runs `RULES` side by side, as `graphql.ParallelVisitor` does: a rule may skip a node, or end."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._rules = [cast("Any", rule)(context) for rule in RULES]
        self._skipping: list[Any] = [None] * len(RULES)

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        """What the rules do at a kind of node."""
        known = self.enter_leave_map.get(kind)
        if known is None:
            handlers = [
                (number, self._handler(number, enter), self._handler(number, leave))
                for number, enter, leave in _handler_names(kind)
            ]
            known = self.enter_leave_map[kind] = self._side_by_side(handlers)
        return known

    def _handler(self, number: int, name: str | None) -> _Handler | None:
        return None if name is None else getattr(self._rules[number], name)

    def _side_by_side(
        self, handlers: list[tuple[int, _Handler | None, _Handler | None]]
    ) -> EnterLeaveVisitor:
        if not handlers:
            return EnterLeaveVisitor(None, None)
        skipping = self._skipping

        def enter(node: Node, *where: Any) -> None:
            for number, handle, _ in handlers:
                if handle is not None and skipping[number] is None:
                    skipping[number] = _skipped(handle(node, *where), node)

        def leave(node: Node, *where: Any) -> None:
            for number, _, handle in handlers:
                if skipping[number] is node:
                    skipping[number] = None
                elif handle is not None and skipping[number] is None:
                    skipping[number] = _skipped(handle(node, *where), None)

        return EnterLeaveVisitor(enter, leave)


def _skipped(action: Any, node: Node | None) -> Any:
    """What a rule does not look at from now on: nothing it leaves out, a node with all in it, or the rest."""
    if action is None:
        return None
    return BREAK if action is BREAK or action is True else node


@cache
def _handler_names(kind: str) -> tuple[_Names, ...]:
    """The rules that do something at a kind of node."""
    found = (
        (number, _name(rule, "enter", kind), _name(rule, "leave", kind)) for number, rule in enumerate(RULES)
    )
    return tuple(names for names in found if names[1:] != (None, None))


def _name(rule: type[ASTValidationRule], action: str, kind: str) -> str | None:
    return next((name for name in (f"{action}_{kind}", action) if hasattr(rule, name)), None)
