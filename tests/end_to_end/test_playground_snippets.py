"""What the playground copies runs: in a shell, in Python, in Node; with the key in the environment only."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.chromium import PROGRAM, Tab
from tests.end_to_end.playground import Playground

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")

QUERY = """# It's "quoted", `ticked`, ${not} a $HOME, \\ a backslash and \\u0041: 汉字 😀!
query A($query: String!) { search(query: $query, first: 1) { totalCount { value } } }
query B { block: __typename @include(if: true) } # \"\"\"three\"\"\""""
VARIABLES = (
    '{"query": "it\'s \\"a\\" `$(b)` ${c} \\\\ \\ud83d\\ude00 \\/ é", "more": [true, false, null, 1e3, -0.5]}'
)
KEY = "bs_" + "k" * 43


@pytest.fixture(scope="module")
def play(site: str, tab: Tab) -> Playground:
    """One page for all tests here."""
    page = Playground(tab, site)
    page.open()
    return page


def snippet(play: Playground, kind: str, **changes: Any) -> str:
    """What is copied."""
    question = {
        "url": f"{play.site}/graphql",
        "query": QUERY,
        "variables": VARIABLES,
        "operationName": "A",
        "headers": [["X-Trace", 'it\'s "1" $HOME'], ["X-Api-Key", "hunter2"]],
        "hasKey": False,
        "isSubscription": False,
    }
    text: str = play.module("snippets", f"it.{kind}(question)", question=question | changes)
    assert "hunter2" not in text
    return text


def ran(command: list[str], environment: dict[str, str] | None = None) -> Any:
    """The JSON that a program writes."""
    done = subprocess.run(
        command,
        env={**os.environ, "X_API_KEY": "from the environment", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_is_answered(answer: Any) -> None:
    """The server read query and variables as they were written."""
    assert "errors" not in answer or answer["errors"] is None, answer
    assert answer["data"]["search"]["totalCount"]["value"] >= 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_shell_runs_what_is_copied_for_it(play: Playground) -> None:
    assert_is_answered(ran(["sh", "-c", snippet(play, "curl")]))


def test_python_runs_what_is_copied_for_it(play: Playground, tmp_path: Path) -> None:
    (tmp_path / "copied.py").write_text(snippet(play, "python"), encoding="utf-8")
    assert_is_answered(ran([sys.executable, "-W", "error", str(tmp_path / "copied.py")]))


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node here")
def test_node_runs_what_is_copied_for_typescript(play: Playground, tmp_path: Path) -> None:
    (tmp_path / "copied.mjs").write_text(snippet(play, "typescript"), encoding="utf-8")
    assert_is_answered(ran(["node", str(tmp_path / "copied.mjs")]))


def test_the_key_comes_from_the_environment(play: Playground) -> None:
    for kind, reference in (
        ("curl", '"Authorization: Bearer $BROADSHEET_KEY"'),
        ("python", '"Bearer " + os.environ["BROADSHEET_KEY"]'),
        ("typescript", "`Bearer ${process.env.BROADSHEET_KEY}`"),
    ):
        assert reference in snippet(play, kind, hasKey=True)
        assert "BROADSHEET_KEY" not in snippet(play, kind)


def test_a_copied_subscription_is_followed(play: Playground) -> None:
    follow = "subscription { articleChanged { sequence } }"
    for kind in ("curl", "python", "typescript"):
        assert "text/event-stream" in snippet(play, kind, isSubscription=True, query=follow)
    assert "curl -N " in snippet(play, "curl", isSubscription=True, query=follow)


def test_the_buttons_copy(play: Playground) -> None:
    play.tab.run("globalThis.taken = []; navigator.clipboard.writeText = async (text) => taken.push(text)")
    play.write("{ publication { name } }")
    play.tab.run("key.focus()")
    play.tab.type(KEY)
    for kind in ("curl", "python", "typescript", "link"):
        play.click(f"#copy-{kind}")
    play.tab.wait("taken.length === 4")
    taken = play.tab.run("taken")
    assert KEY not in "".join(taken)
    assert "$BROADSHEET_KEY" in taken[0]
    assert taken[3].startswith(f"{play.site}/playground#query=")
