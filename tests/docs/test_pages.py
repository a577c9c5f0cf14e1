"""Every block of every page is run, or the page says why it is not; it prints what the page shows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from tests.docs import test_editing, test_mirror, test_publish, test_static_site
from tests.docs.blocks import DOCS, PAGES, ROOT, SHOWN, blocks
from tests.docs.page import Reader
from tests.node.programs import needs_node
from tests.python_clients.programs import FOLDER as PYTHON_CLIENTS
from tests.python_clients.programs import needs_python_clients

IN_A_CLONE = {ROOT / "README.md"}
"""What scripts/prove-readme types into a clean clone: it installs everything first."""
FOLLOWED_WITH_MORE = {
    test_editing.EDITING,
    test_editing.ACCESS,
    test_mirror.PAGE,
    test_publish.PAGE,
    test_publish.PROXIES,
    test_static_site.PAGE,
}
"""Pages that have a test of their own, which looks at what they have left as well."""
NEEDS = {
    DOCS / "integrators" / "typescript.md": needs_node,
    DOCS / "integrators" / "mobile.md": needs_node,
    DOCS / "integrators" / "first-query.md": needs_node,
    DOCS / "integrators" / "python.md": needs_python_clients,
    DOCS / "api.md": needs_node,
    DOCS / "search-and-related.md": needs_node,
}
"""What has to be installed for a page."""


def followed() -> list[object]:
    """The pages that have something to run, and no test of their own."""
    return [
        pytest.param(page, id=str(page.relative_to(ROOT)), marks=[NEEDS[page]] if page in NEEDS else [])
        for page in PAGES
        if page not in IN_A_CLONE | FOLLOWED_WITH_MORE and any(block.kind != SHOWN for block in blocks(page))
    ]


@pytest.mark.parametrize("page", followed())
def test_a_person_who_follows_a_page_sees_what_it_shows(
    follower: Callable[[Path], Reader], page: Path
) -> None:
    reader = follower(page)
    if NEEDS.get(page) is needs_node:
        reader.uses_node()
    if NEEDS.get(page) is needs_python_clients:
        reader.programs = PYTHON_CLIENTS
    reader.follow(page)


def test_no_block_of_any_page_is_left_unrun_without_a_reason() -> None:
    assert sum(len(blocks(page)) for page in PAGES) > 100


def test_a_document_that_is_only_shown_fits_the_schema_too() -> None:
    schema = build_schema((ROOT / "shared" / "broadsheet_shared" / "schema.graphql").read_text("utf-8"))
    shown = [
        block
        for page in PAGES
        for block in blocks(page)
        if block.language == "graphql" and block.kind == SHOWN
    ]
    assert [(block.text, validate(schema, parse(block.text))) for block in shown] == [
        (block.text, []) for block in shown
    ]
