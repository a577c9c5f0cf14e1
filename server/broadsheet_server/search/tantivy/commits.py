"""Which articles the last commits of an index have changed: noted in the index, for whoever keeps results."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

COMMITS_MAX: Final = 20
"""Of how many commits it is noted which articles they changed: those of some seconds."""

CHANGED_MAX: Final = 100
"""Most articles that are noted of one commit; of a greater one none are."""


class Commits:
    """The commits of one generation of an index, numbered; `noted` is what stands in the index about them.

    `noted` is a JSON object: a name that no other generation has, the number of the last commit, and for each
    of the last ones, the oldest first, the ids (hex) of the articles that it changed, or null.
    """

    def __init__(self, noted: Mapping[str, Any] | None = None) -> None:
        self.noted = noted or {"name": uuid4().hex, "number": 0, "changed": []}

    def with_next(self, changed: Collection[str] | None) -> "Commits":
        """With one more commit, which changed these articles, or it is not known which."""
        known = None if changed is None or len(changed) > CHANGED_MAX else sorted(changed)
        last = [*self.noted["changed"], known][-COMMITS_MAX:]
        return Commits({**self.noted, "number": self.noted["number"] + 1, "changed": last})

    def changed_since(self, earlier: "Commits") -> frozenset[UUID] | None:
        """The articles that the commits after an earlier one have changed; None where it is not known."""
        count = self.noted["number"] - earlier.noted["number"]
        last = self.noted["changed"][-count:] if count else []
        if self.noted["name"] != earlier.noted["name"] or len(last) != count or None in last:
            return None
        return frozenset(UUID(hex=article_id) for changed in last for article_id in changed)
