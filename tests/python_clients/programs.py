"""The programs of the lock beside this file, in an environment of their own."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / ".venv" / "bin"

needs_python_clients = pytest.mark.skipif(
    not (FOLDER / "ariadne-codegen").exists(),
    reason="the clients for Python are not installed: run `make clients`",
)
"""Marks tests that run a client for Python."""
