"""The operation that a request asks for, and what is prepared once for it and shared by all its requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from broadsheet_server.execution.budget import Budget
from broadsheet_server.reading.selection import Selection

Complete = Callable[[Any, Budget], Any]
"""Completes one value: turns what a field resolved to into what the response carries, and charges for it."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of a GraphQL request (GraphQL over HTTP, section 5.1)."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    sha256: str | None = None
    """The hash of the document in an automatic persisted query; `query` may be empty then."""
    document_id: str | None = None
    """The hash of a registered document, where the client names it by that; `query` may be empty then."""


@dataclass(slots=True)
class PreparedOperation:
    """Caches of one operation under one combination of `@skip` and `@include` conditions.

    It lives as long as its document: the caches are keyed by the `id()` of AST nodes, which stays unique
    only while those nodes live.

    `selections`: the fields of a read model that are selected below a field.
    `subfields`: collected fields (GraphQL specification, section 6.3.2) below a field.
    `completers`: for a grouped field set, the fields whose values need no resolver; see `executor`.
    `plans`: for each kind of database the plan, or None where there is none; see `plans`.
    `uses`: how often it was asked for, until there are plans.
    """

    selections: dict[tuple[object, ...], Selection] = field(default_factory=dict)
    subfields: dict[tuple[object, ...], Any] = field(default_factory=dict)
    completers: dict[int, dict[str, Complete]] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)
    uses: int = 0
