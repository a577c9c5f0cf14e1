"""What callers were not allowed to do, left for the audit log."""

from collections.abc import Iterable

from graphql import FieldNode, GraphQLError

from broadsheet_server.access.audit import Act
from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.access.section_limit import SectionForbiddenError
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import CodedError, ErrorCode

_REFUSALS = frozenset({ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN})


def note_refusals(context: Context, errors: Iterable[GraphQLError]) -> None:
    """Note those of the errors of an execution that say that the caller may not do it."""
    for error in errors:
        if _is_refusal(error.original_error):
            act = Act(_field(error), detail=str(error.original_error))
            pending_records(context.database).note_refusal(context.actor, act, context.now)


def _is_refusal(cause: BaseException | None) -> bool:
    if isinstance(cause, CodedError):
        return cause.code in _REFUSALS
    return isinstance(cause, SectionForbiddenError)


def _field(error: GraphQLError) -> str:
    """The name of the field, whatever its alias is."""
    named = [node.name.value for node in error.nodes or () if isinstance(node, FieldNode)]
    return named[0] if named else "operation"
