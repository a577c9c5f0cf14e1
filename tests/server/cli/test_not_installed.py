"""Somebody who installed the reader alone is told how to get the server."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {modules!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from broadsheet_server.cli import main
sys.exit(main({arguments!r}))
"""
pytestmark = pytest.mark.program

SERVER_ONLY = {"strawberry", "graphql", "starlette", "sqlalchemy", "sqlmodel", "tantivy", "uvicorn", "orjson"}


@pytest.mark.parametrize(
    ("modules", "arguments", "named"),
    [
        (SERVER_ONLY, ["--help"], "strawberry"),
        (SERVER_ONLY, ["serve"], "strawberry"),
        ({"uvicorn"}, ["serve"], "uvicorn"),
    ],
)
def test_a_person_with_the_reader_alone_is_told_how_to_install_the_server(
    modules: set[str], arguments: list[str], named: str
) -> None:
    code = WITHOUT.format(modules=modules, arguments=arguments)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "pip install 'broadsheet[server]'" in ended.stderr
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr
