"""What a command does not need is not loaded for it: it would be waited for, and stay in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet_server.cli import COMMANDS, main

SCRIPT = """
import sys
from contextlib import suppress
from broadsheet_server.cli import COMMANDS, main
for command in COMMANDS:
    with suppress(SystemExit):
        main([command, "--help"])
print(*sys.modules)
import broadsheet_server.cli.serve
print(*sys.modules)
"""


def test_help_waits_for_no_database_and_a_server_for_nothing_that_its_first_reader_may_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    for_help, for_serving = (line.split() for line in done.stdout.splitlines()[-2:])
    assert not {"sqlalchemy", "pydantic", "strawberry"} & set(for_help)
    rarely_needed = {
        *(
            "PIL",
            "aiosmtplib",
            "alembic",
            "babel",
            "css_inline",
            "feedparser",
            "httpx2",
            "jieba",
            "jinja2",
            "langcodes",
            "lxml",
        ),
        *("markdown_it", "nh3", "opencc", "psycopg", "trafilatura", "wordfreq"),
        "sqlalchemy.dialects.postgresql",
    }
    assert "strawberry" in for_serving
    assert not rarely_needed & set(for_serving)


IMPORT = """
import sys
from broadsheet_server.cli import main
main(["import", sys.argv[1], "--data", sys.argv[2]])
print(*sys.modules)
"""


def test_whoever_imports_a_text_of_their_own_waits_for_nothing_that_fetches(tmp_path: Path) -> None:
    file = tmp_path / "bridge.md"
    file.write_text("---\nheadline: Bridge opens\nsection: city\nlanguage: en_gb\n---\nIt opens.\n")
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, file, tmp_path / "data"], capture_output=True, text=True, check=True
    )
    *_, outcome, modules = done.stdout.splitlines()
    assert outcome == "1 item: 1 created."
    assert "markdown_it" in modules.split()
    assert not {"anyio", "httpx2", "langcodes", "strawberry"} & set(modules.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: broadsheet {command}" in capsys.readouterr().out


def test_a_misspelt_command_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sreve"])
    assert "'serve'" in capsys.readouterr().err
