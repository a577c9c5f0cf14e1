"""What docs/integrators/typescript.md has installed is what the tests run its programs with."""

import json
import re

from tests.docs.page import DOCS, INSTALL, blocks
from tests.node.programs import FOLDER

PAGE = DOCS / "integrators" / "typescript.md"


def test_what_the_page_says_to_install_is_what_the_tests_have() -> None:
    installed = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    text = " ".join(block.text for block in blocks(PAGE) if block.title == INSTALL)
    named = set(re.findall(r"(?:@[\w-]+/)?[\w-]+", re.sub(r"npm install|--save-dev", "", text)))
    assert named <= installed.keys() | {"@types/ws"}
