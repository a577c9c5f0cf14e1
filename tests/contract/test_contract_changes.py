"""Whoever built on the contract that was released learns of what breaks, and of what will be gone when."""

from pathlib import Path

import pytest
from graphql import build_schema

import broadsheet_shared
from tests.contract.contract_changes import (
    HEADING,
    latest_release,
    noticed,
    unannounced,
    undated_deprecations,
)

ROOT = Path(__file__).parents[2]
CONTRACT = (Path(broadsheet_shared.__file__).parent / "schema.graphql").read_text(encoding="utf-8")
OLD = """
    type Query { a(first: Int = 5): Int b: Int sort(by: Order): Int }
    enum Order { NEW OLD }
"""


def test_every_change_that_clients_notice_is_announced() -> None:
    changes = noticed(latest_release().read_text(encoding="utf-8"), CONTRACT)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    missing = unannounced(changes, changelog)
    assert missing == [], f"put these under `{HEADING}`, each in a line that begins with `- `"


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("b: Int ", "", ["Field Query.b was removed."]),
        ("b: Int ", "b: String ", ["Field Query.b changed type from Int to String."]),
        ("NEW OLD", "NEW", ["Enum value Order.OLD was removed."]),
        ("NEW OLD", "NEW OLD BEST", ["Enum value Order.BEST was added."]),
        ("Int = 5", "Int = 9", ["Query.a(first:) has changed defaultValue from 5 to 9."]),
        ("by: Order", "by: Order!", ["Argument Query.sort(by:) has changed type from Order to Order!."]),
        ("by: Order", "by: Order, down: Boolean", []),
        ("b: Int", "b: Int c: Int", []),
    ],
)
def test_a_change_is_noticed_unless_no_old_client_can_tell(
    before: str, after: str, changes: list[str]
) -> None:
    assert noticed(OLD, OLD.replace(before, after)) == changes


def test_a_change_is_announced_only_among_what_is_unreleased() -> None:
    gone = ["Field Query.b was removed."]
    announced = f"{HEADING}\n- Field Query.b was removed. — Ask for `a`.\n\n"
    before = f"# Changelog\n\n## Unreleased\n\n### For readers\n\n## 0.1.0\n\n{announced}"
    now = f"# Changelog\n\n## Unreleased\n\n{announced}## 0.1.0\n"

    assert unannounced(gone, before) == gone
    assert unannounced(gone, now) == []


def test_what_is_deprecated_says_when_it_may_be_gone() -> None:
    assert undated_deprecations(build_schema(CONTRACT)) == []

    dated = 'type Query { a: Int @deprecated(reason: "Use `b`; will be removed after 2027-06-30.") b: Int }'
    assert undated_deprecations(build_schema(dated)) == []
    for undated in ("Use `b`.", "Use `b`; will be removed after 2027-13-01.", "No longer supported"):
        schema = build_schema(f'type Query {{ a(x: Int): Int @deprecated(reason: "{undated}") b: Int }}')
        assert undated_deprecations(schema) == ["Query.a"]
