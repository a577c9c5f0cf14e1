"""The command line looks for garbage less often, and only it does."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.program

SCRIPT = """
import gc
from broadsheet_server.cli import main
before = gc.get_threshold()[0]
main(["export-schema", "--output", "/dev/null"])
print(before, gc.get_threshold()[0], gc.get_freeze_count() > 0)
"""


def test_a_command_looks_for_garbage_less_often_than_python_does() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    before, after, is_frozen = done.stdout.splitlines()[-1].split()
    assert int(after) >= 5 * int(before)
    assert is_frozen == "True"
