"""Cards: what a list shows of an article, written once for each selection of it, whatever the plan."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from broadsheet_server.execution.plans.kept_data import Signature

_SETTINGS: Final = frozenset(
    {"images", "article_folder", "section_folder", "copyright_notice", "home_label", "home_url"}
)
"""What a card may take of the answer `S`: values of the settings, by which cards are kept apart."""


EXPIRES_AT: Final = "expires_at"
"""What is read for every card besides: until when it is known that the article is public."""


@dataclass
class Card:
    """How one selection of an article is written: its signature, the fields that are read, and the writer."""

    signature: Signature
    names: frozenset[str]
    function: str
    write: Callable[[Any, Any, Any], Any] | None = None


def is_card(expression: str) -> bool:
    """Whether an object is made of its row and of the settings alone."""
    return set(re.findall(r"\bS\.(\w+)", expression)) <= _SETTINGS and not re.search(r"\b[ep]\.", expression)


def signature_of(expression: str, columns: Iterable[str], constants: Mapping[str, object]) -> Signature:
    """The same for the same selection in any plan: constants by value, variables by their order."""
    variables: dict[str, str] = {}

    def plain(match: re.Match[str]) -> str:
        name = match[0]
        if name in constants:
            return repr(constants[name])
        return variables.setdefault(name, f"v{len(variables)}")

    return *columns, re.sub(r"\b[Kv]\d+\b", plain, expression)
