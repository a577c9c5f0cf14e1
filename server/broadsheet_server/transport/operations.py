"""From a GraphQL request to its results, whatever carries it: HTTP, Server-Sent Events, a WebSocket."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.execute_operation import OperationResult, execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.persisted_documents import PersistedDocuments
from broadsheet_server.execution.subscriptions import is_subscription, subscribe
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
