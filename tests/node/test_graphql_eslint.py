"""The contract keeps to what graphql-eslint recommends, and to Relay's rules."""

import re
from pathlib import Path

from tests.node.programs import FOLDER, needs_node, run_program

ROOT = FOLDER.parents[1]
SCHEMA = ROOT / "shared" / "broadsheet_shared" / "schema.graphql"
CONFIGURATION = FOLDER / "eslint.config.mjs"


def lint(schema: Path, folder: Path) -> tuple[int, str]:
    """The exit status and what is said; the folder is one that the schema is in."""
    ended = run_program("eslint", "--config", str(CONFIGURATION), str(schema), folder=folder)
    return ended.returncode, ended.stdout + ended.stderr


@needs_node
def test_the_contract_has_nothing_that_graphql_eslint_finds_wrong() -> None:
    assert lint(SCHEMA, ROOT) == (0, "")


@needs_node
def test_a_list_without_the_arguments_of_relay_is_found(tmp_path: Path) -> None:
    text = SCHEMA.read_text(encoding="utf-8")
    without = re.sub(r'    """[^"]+"""\n    after: String\n\n', "", text, count=1)
    assert without != text
    wrong = tmp_path / "wrong.graphql"
    wrong.write_text(without, encoding="utf-8")

    status, said = lint(wrong, tmp_path)
    assert status == 1
    assert "@graphql-eslint/relay-arguments" in said
