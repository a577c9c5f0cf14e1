"""The form of slugs and section paths, and the ancestors of a section.

A section path is the slugs from the root of the tree, joined by `/`: `world/asia`.
"""

import re

SLUG_MAX = 80
"""Longest slug, in characters."""
SECTION_DEPTH_MAX = 8
"""Most slugs in a section path."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether `text` is lower-case ASCII letters and digits with single hyphens between them."""
    return len(text) <= SLUG_MAX and _SLUG.fullmatch(text) is not None


def is_section_path(path: str) -> bool:
    """Whether `path` is one to `SECTION_DEPTH_MAX` slugs joined by `/`."""
    slugs = path.split("/")
    return len(slugs) <= SECTION_DEPTH_MAX and all(map(is_slug, slugs))


def ancestor_paths(path: str) -> list[str]:
    """The paths from the root down to `path`, itself included: `world`, `world/asia`."""
    slugs = path.split("/")
    return ["/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1)]
