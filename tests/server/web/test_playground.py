"""The playground's page; test_browser.py runs it in a browser."""

import re
import shutil
import subprocess

import pytest
from starlette.testclient import TestClient

from broadsheet_server.web.static_files import STATIC
from tests.server.web.html_page import page


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """The page asks nothing of the store."""
    return sqlite_store


def test_only_our_own_scripts_run_there(visitor: TestClient) -> None:
    policy = visitor.get("/playground").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy


def test_nothing_comes_from_outside(visitor: TestClient) -> None:
    found = page(visitor.get("/playground"))
    used = [each["src"] or each["href"] or "" for each in [*found.all("script"), *found.all("link")]]
    assert used
    assert all(address.startswith("/static/") for address in used)
    for file in (STATIC / "playground").iterdir():
        assert not re.search(r"""(?:from|import|url\()\s*["']?https?:""", file.read_text()), file.name


def test_every_module_finds_the_modules_it_needs(visitor: TestClient) -> None:
    for file in (STATIC / "playground").glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', file.read_text()):
            assert (STATIC / "playground" / name).is_file(), f"{file.name} needs {name}"
    script = page(visitor.get("/playground")).one("script")["src"] or ""
    assert visitor.get(script).headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.program
@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_modules_are_javascript() -> None:
    for file in (STATIC / "playground").glob("*.js"):
        check = ["node", "--input-type=module", "--check"]
        done = subprocess.run(check, input=file.read_bytes(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
