"""The playground's page; test_browser.py runs it in a browser."""

import re
import shutil
import subprocess

import pytest
from starlette.testclient import TestClient

from broadsheet_server.web.static_files import STATIC
from broadsheet_shared.limits import BODY_BYTES_MAX, TOKENS_MAX
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
    html = visitor.get("/playground").text
    assert "style=" not in html
    assert not re.search(r"\son[a-z]+=", html)


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


def validated(visitor: TestClient, document: str | bytes) -> list[dict[str, object]]:
    """What is wrong with a document."""
    answer = visitor.post("/playground/validation", content=document)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    errors: list[dict[str, object]] = answer.json()["errors"]
    return errors


def test_a_document_is_validated_without_being_executed(visitor: TestClient) -> None:
    assert validated(visitor, "{ articles(first: 1) { nodes { headline } } }") == []
    needs_a_key = 'mutation { withdrawArticle(input: {article: "x"}) { __typename } }'
    assert validated(visitor, needs_a_key) == []
    [error] = validated(visitor, "{\n  nothing\n}")
    assert error["message"] == "Cannot query field 'nothing' on type 'Query'."
    assert error["locations"] == [{"line": 2, "column": 3}]
    [error] = validated(visitor, "{ a b: }")
    assert error["extensions"] == {"code": "GRAPHQL_PARSE_FAILED"}


def test_validation_knows_the_limits_of_the_endpoint(visitor: TestClient) -> None:
    [error] = validated(visitor, "{ a " + "b " * TOKENS_MAX + "}")
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    too_long = visitor.post("/playground/validation", content="#" * (BODY_BYTES_MAX + 1))
    assert too_long.status_code == 413
    assert too_long.json()["errors"][0]["message"] == f"The document is longer than {BODY_BYTES_MAX} bytes."
    assert visitor.post("/playground/validation", content=b"\xff").status_code == 400


@pytest.mark.program
@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_modules_are_javascript() -> None:
    files = [str(file) for file in (STATIC / "playground").glob("*.js")]
    check = ["node", "--no-warnings", "--experimental-vm-modules", "--input-type=module", "-e", CHECK, *files]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{len(files)}\n"), done.stderr


CHECK = """
import { readFileSync } from "node:fs";
import { SourceTextModule } from "node:vm";
const files = process.argv.slice(1);
for (const identifier of files) new SourceTextModule(readFileSync(identifier, "utf8"), { identifier });
console.log(files.length);
"""
"""Reads each file as a module, and runs none."""
