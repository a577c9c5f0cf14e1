"""`make quick` leaves out what needs a database, a window or another program: markers say which tests do."""

import pytest
from PySide6.QtWidgets import QApplication

from broadsheet_server.storage.database import Database


def markers(request: pytest.FixtureRequest) -> set[str]:
    """The markers of the test that asks."""
    return {marker.name for marker in request.node.iter_markers()}


def test_a_test_on_a_database_says_so_and_on_postgresql_too(
    request: pytest.FixtureRequest, database: Database
) -> None:
    assert "store" in markers(request)
    assert ("postgres" in markers(request)) is not database.is_sqlite


def test_a_test_of_the_window_says_so(request: pytest.FixtureRequest, qapp: QApplication) -> None:
    assert markers(request) & {"store", "postgres", "window", "program"} == {"window"}


def test_a_test_that_needs_none_of_them_is_quick(request: pytest.FixtureRequest) -> None:
    assert not markers(request) & {"store", "postgres", "window", "program"}
