"""docs/settings.md names every setting that there is, and none that there is not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from broadsheet_server.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_of_settings_names_every_setting_once() -> None:
    assert sorted(names_on_the_page()) == sorted(names_of_settings(Settings))


def names_of_settings(group: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The settings of a group, those of its groups and of its lists of groups included."""
    for name, field in group.model_fields.items():
        candidates = (field.annotation, *get_args(field.annotation))
        nested = [kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if nested:
            yield from names_of_settings(nested[0], f"{prefix}{name}.")
        else:
            yield prefix + name


def names_on_the_page() -> Iterator[str]:
    """The first column of the table; `.name` there belongs to the group of the name before it."""
    for row in re.findall(r"(?m)^\| (`.+?) \|", PAGE.read_text(encoding="utf-8")):
        group = ""
        for name in re.findall(r"`([^`]+)`", row):
            group = group if name.startswith(".") else name.rpartition(".")[0]
            yield group + name if name.startswith(".") else name
