"""What all tests of the server begin with."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from broadsheet_server.related import named_entities
from broadsheet_server.search import analysis, folding, occurrences, query_interpreter
from broadsheet_server.search.late_patterns import LatePattern
from tests.server.fetching.web_server import WebServer, web_server


@pytest.fixture(scope="session", autouse=True)
def _patterns_are_compiled() -> None:
    """Hypothesis gives each example 200 ms, and would count the compilation of patterns with the first."""
    for module in (analysis, folding, named_entities, occurrences, query_interpreter):
        for value in vars(module).values():
            if isinstance(value, LatePattern):
                assert value.compiled


@pytest.fixture
def pictures() -> Iterator[WebServer]:
    """Another site's server, in a thread of its own."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(web_server()) as server:
        yield server
