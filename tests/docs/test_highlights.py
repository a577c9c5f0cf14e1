"""What docs/search-and-related.md draws of a search is what was asked for, in every script."""

import json
import time

import pytest

from tests.docs.page import DOCS, Reader, blocks
from tests.end_to_end.installation import Installation
from tests.node.programs import needs_node

PAGE = DOCS / "search-and-related.md"
PUBLISH = """mutation { publishArticle(input: { article: {
  headline: %s, bodyHtml: "<p>Seen from Quay Nine.</p>", section: "city"
} }) { userErrors { message } } }"""
FOUND = "{ search(query: %s) { totalCount { value } } }"
PATIENCE = 20.0


@needs_node
@pytest.mark.parametrize(
    ("headline", "query", "drawn"),
    [
        ("🎈👩‍🚀 Zeppelins above the harbour", "zeppelins", "🎈👩‍🚀 [Zeppelins] above the harbour"),
        ("🎈𠮷野站上空的飞艇", "飞艇", "🎈𠮷野站上空的[飞艇]"),
    ],
)
def test_an_integrator_draws_what_was_found_behind_an_emoji(
    reader: Reader, paper: Installation, headline: str, query: str, drawn: str
) -> None:
    written = json.dumps(headline, ensure_ascii=False)
    paper.ask(PUBLISH % written, key=reader.environment["BROADSHEET_KEY"])
    deadline = time.monotonic() + PATIENCE
    while not paper.ask(FOUND % json.dumps(query))["search"]["totalCount"]["value"]:
        assert time.monotonic() < deadline, f"{query} is not found"
        time.sleep(0.05)
    program = next(block for block in blocks(PAGE) if block.title == "highlights.mjs")
    reader.save("highlights.mjs", program.text)
    assert reader.type(f"node highlights.mjs {query}").splitlines()[0] == drawn
