"""The form of slugs and section paths."""

import pytest

from broadsheet_shared.section_paths import (
    SECTION_DEPTH_MAX,
    SLUG_MAX,
    ancestor_paths,
    is_section_path,
    is_slug,
)


@pytest.mark.parametrize("text", ["a", "world", "7-8", "north-america", "x" * SLUG_MAX])
def test_what_is_a_slug(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "Upper", "two--hyphens", "-x", "x-", "a b", "a/b", "é", "x" * 81, "a\n"]
)
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize("path", ["world", "world/asia", "/".join("x" * SECTION_DEPTH_MAX)])
def test_what_is_a_section_path(path: str) -> None:
    assert is_section_path(path)


@pytest.mark.parametrize(
    "path", ["", "/", "world/", "/world", "world//asia", "World", "/".join("x" * (SECTION_DEPTH_MAX + 1))]
)
def test_what_is_no_section_path(path: str) -> None:
    assert not is_section_path(path)


def test_the_ancestors_of_a_section_lead_from_the_root_to_itself() -> None:
    assert ancestor_paths("world/asia/japan") == ["world", "world/asia", "world/asia/japan"]
    assert ancestor_paths("world") == ["world"]
