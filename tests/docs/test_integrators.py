"""The pages of docs/integrators are found from their index, and their JavaScript runs."""

import pytest

from tests.docs.page import DOCS, Reader, blocks
from tests.node.programs import needs_node

FOLDER = DOCS / "integrators"


@needs_node
def test_an_integrator_asks_from_javascript(reader: Reader) -> None:
    [block] = [block for block in blocks(FOLDER / "first-query.md") if block.title == "ask.mjs"]
    reader.save("ask.mjs", block.text)
    assert "world" in reader.type("node ask.mjs").split()


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.stem)
def test_every_page_is_found_from_the_index(page: object) -> None:
    assert getattr(page, "name", "") in (FOLDER / "README.md").read_text() + "README.md"
