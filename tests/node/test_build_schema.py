"""The contract is one that the reference implementation of GraphQL takes."""

import re
from pathlib import Path

from tests.node.programs import FOLDER, needs_node, run_node

SCHEMA = Path(__file__).parents[2] / "shared" / "broadsheet_shared" / "schema.graphql"


@needs_node
def test_an_integrator_builds_the_contract_with_the_reference_implementation() -> None:
    ended = run_node(FOLDER / "build_schema.mjs", str(SCHEMA))
    assert ended.returncode == 0, ended.stderr
    assert re.fullmatch(r"\d{3} types\n", ended.stdout)
