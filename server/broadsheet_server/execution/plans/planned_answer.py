"""Answers an operation by its plan, where it has one and the plan can."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import orjson
from graphql import GraphQLError

from broadsheet_server.execution.answers import Sources
from broadsheet_server.execution.documents import Document
from broadsheet_server.execution.errors import store_unavailable_error
from broadsheet_server.execution.operation import GraphQLRequest, PreparedOperation
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.execution.plans.errors import DeclinedError, NotPlannedError
from broadsheet_server.execution.plans.plan import Plan, compile_plan
from broadsheet_server.schema.context import Context
from broadsheet_server.storage.availability import is_store_unavailable
from broadsheet_server.storage.deadline import DeadlineError

COMPILED_AT: Final = 2
"""An operation is compiled when it is asked for this often: most of what strangers send comes only once."""

PLANS_MAX: Final = 256
"""Most plans kept; some 30 kB each."""

log = logging.getLogger(__name__)


_kept: OrderedDict[tuple[int, str], PreparedOperation] = OrderedDict()
"""The operations that have a plan, the one used longest ago first."""


async def answer_by_plan(
    document: Document, request: GraphQLRequest, context: Context
) -> tuple[orjson.Fragment, Callable[[], Sources | None]] | None:
    """The JSON of `data`, if there are no errors, and what tells what it is made of, where that is known.

    None where the executor has to answer.

    Raises RequestError where the store is away, DeadlineError when the time is over.
    """
    plan = _plan(document, request, context.database.dialect_name)
    if plan is None:
        COUNTS.unplanned += 1
        return None
    try:
        data, sources = await plan.answer(context, request.variables)
    except DeadlineError:
        raise
    except Exception as error:
        if is_store_unavailable(error):
            raise store_unavailable_error(error) from error
        COUNTS.declined += 1
        log.debug("A plan declined: %r", error)
        return None
    COUNTS.planned += 1
    return orjson.Fragment(data), sources


def _plan(document: Document, request: GraphQLRequest, dialect_name: str) -> Plan | None:
    prepared = document.prepared(request.operation_name, request.variables)
    key = id(prepared), dialect_name
    if dialect_name in prepared.plans:
        if key in _kept:
            _kept.move_to_end(key)
        plan: Plan | None = prepared.plans[dialect_name]
        return plan
    prepared.uses += 1
    if prepared.uses < COMPILED_AT:
        return None
    operation = document.operation(request.operation_name)
    try:
        plan = compile_plan(operation, document.fragments, request.variables, dialect_name)
    except DeclinedError:  # this request is wrong, the next one need not be
        return None
    except (NotPlannedError, GraphQLError) as error:
        log.debug("An operation has no plan: %s", error)
        plan = None
    except Exception:  # a mistake of ours costs time, not the answer
        log.exception("An operation could not be compiled")
        plan = None
    else:
        _keep(key, prepared)
    prepared.plans[dialect_name] = plan
    return plan


def _keep(key: tuple[int, str], prepared: PreparedOperation) -> None:
    """Keep a plan, and drop those that were used longest ago where there are too many."""
    _kept[key] = prepared
    while len(_kept) > PLANS_MAX:
        (_, dialect_name), oldest = _kept.popitem(last=False)
        oldest.plans.pop(dialect_name, None)
        oldest.uses = 0
