"""Programs of Node, from the pinned lock beside this file; their tests skip themselves without them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
_LOCK, _INSTALLED = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
"""What should be installed, and what npm notes of what is."""


def why_no_node() -> str | None:
    """Why the programs cannot run here; None where they can."""
    if shutil.which("node") is None:
        return "no Node here: node is not on the path"
    if not _INSTALLED.exists() or not _required(_LOCK) <= _required(_INSTALLED):
        return "what the tests use from Node is not installed: run `make node`"
    return None


def _required(lock: Path) -> set[tuple[str, str]]:
    """Path and version of each package that every machine needs."""
    packages = json.loads(lock.read_text())["packages"].items()
    return {(path, found["version"]) for path, found in packages if path and not found.get("optional")}


needs_node = pytest.mark.skipif(why_no_node() is not None, reason=why_no_node() or "")
"""Marks tests that run a program of Node."""


def run_node(
    script: Path, *arguments: str, folder: Path = FOLDER, seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run a script in Node to its end; modules are found from the folder of the script."""
    command = ["node", str(script), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)


def run_program(
    name: str, *arguments: str, folder: Path = FOLDER, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run an installed program such as `tsc` or `eslint` to its end; by default in this folder."""
    command = [str(FOLDER / "node_modules" / ".bin" / name), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)
