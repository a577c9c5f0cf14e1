"""The publishing status of an item in the words of agencies: to be seen, taken back, or held back for now."""

from collections.abc import Iterable
from enum import Enum

WITHDRAWN = frozenset(
    ("canceled", "cancelled", "killed", "kill", "recalled", "retracted", "withdrawn", "deleted")
)
WITHHELD = frozenset(("withheld", "embargoed"))
_UNFINISHED = frozenset(
    ("draft", "spiked", "unpublished", "in_progress", "submitted", "pending", "private", "withhold")
)
"""States of editorial systems in which nobody outside may see an item."""


class PublishingStatus(Enum):
    """Whether the public may see an item: EMBARGOED until a date, or until a later version without one."""

    USABLE = "usable"
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    WITHDRAWN = "withdrawn"


def publishing_status(word: str) -> PublishingStatus:
    """The status that a word, a qcode or a URI stands for. Raises ValueError for another word.

    The IPTC's vocabulary is http://cv.iptc.org/newscodes/pubstatusg2/ (`stat:usable`).
    """
    code = _code(word)
    if code in WITHDRAWN:
        return PublishingStatus.WITHDRAWN
    return PublishingStatus(code)


def status_elsewhere(words: Iterable[str]) -> PublishingStatus:
    """The strictest status among words that may say something else: of an editorial system, or a signal."""
    codes = set(map(_code, words))
    if codes & (WITHDRAWN | {"elimination"}):
        return PublishingStatus.WITHDRAWN
    return PublishingStatus.WITHHELD if codes & (WITHHELD | _UNFINISHED) else PublishingStatus.USABLE


def _code(word: str) -> str:
    """The last part of a qcode or a URI, in lower case."""
    return word.strip().rstrip("/").replace("#", "/").replace(":", "/").rpartition("/")[2].strip().lower()
