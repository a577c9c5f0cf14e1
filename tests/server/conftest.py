"""What all tests of the server begin with."""

import pytest

from broadsheet_server.related import named_entities
from broadsheet_server.search import analysis, folding, occurrences, query_interpreter
from broadsheet_server.search.late_patterns import LatePattern


@pytest.fixture(scope="session", autouse=True)
def _patterns_are_compiled() -> None:
    """Hypothesis gives each example 200 ms, and would count the compilation of patterns with the first."""
    for module in (analysis, folding, named_entities, occurrences, query_interpreter):
        for value in vars(module).values():
            if isinstance(value, LatePattern):
                assert value.compiled
