"""The command line looks for garbage less often, and only it does."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.program

SCRIPT = """
import gc
import sys
from broadsheet_server.cli import main

def note(phase, _):
    command = sys.modules.get("broadsheet_server.cli.export_schema")
    if phase == "start" and "pydantic" in sys.modules and not hasattr(command, "run"):
        collections.append(phase)

collections = []
before = gc.get_threshold()[0]
gc.callbacks.append(note)
main(["export-schema", "--output", "/dev/null"])
print(before, gc.get_threshold()[0], len(collections), gc.get_freeze_count(), len(gc.get_objects()))
"""


@pytest.fixture(scope="module")
def figures() -> list[int]:
    """What the script has printed."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    return [int(figure) for figure in done.stdout.splitlines()[-1].split()]


def test_a_command_looks_for_garbage_less_often_than_python_does(figures: list[int]) -> None:
    before, after, *_ = figures
    assert after >= 2 * before  # Python 3.13 itself takes nearly three times as many objects as before


def test_a_command_looks_for_no_garbage_while_its_modules_are_imported(figures: list[int]) -> None:
    assert figures[2] == 0


def test_what_a_command_has_imported_is_never_looked_through_again(figures: list[int]) -> None:
    *_, spared, looked_through = figures
    assert spared > 5 * looked_through


def test_garbage_is_looked_for_again_after_modules_were_imported_and_where_one_is_broken() -> None:
    script = """
import gc
from broadsheet_server.operations.garbage_collection import no_collections

try:
    with no_collections():
        during = gc.isenabled()
        raise ImportError
except ImportError:
    print(during, gc.isenabled())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
