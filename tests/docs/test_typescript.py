"""Every program of docs/integrators/typescript.md is compiled with its types, and runs."""

import json
import re

from tests.docs.page import DOCS, INSTALL, Reader, blocks
from tests.node.programs import FOLDER, needs_node

PAGE = DOCS / "integrators" / "typescript.md"


@needs_node
def test_an_integrator_compiles_and_runs_every_client(reader: Reader) -> None:
    reader.uses_node()
    reader.follow(PAGE)


def test_what_the_page_says_to_install_is_what_the_tests_have() -> None:
    installed = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    text = " ".join(block.text for block in blocks(PAGE) if block.title == INSTALL)
    named = set(re.findall(r"(?:@[\w-]+/)?[\w-]+", re.sub(r"npm install|--save-dev", "", text)))
    assert named <= installed.keys() | {"@types/ws"}
