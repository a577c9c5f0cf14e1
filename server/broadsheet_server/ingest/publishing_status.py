"""The publishing status of an item in the words of agencies: to be seen, taken back, or held back for now."""

from enum import Enum

WITHDRAWN = frozenset(
    ("canceled", "cancelled", "killed", "kill", "recalled", "retracted", "withdrawn", "deleted")
)
WITHHELD = frozenset(("withheld", "embargoed"))


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
    code = word.strip().rstrip("/").replace("#", "/").replace(":", "/").rpartition("/")[2].strip().lower()
    if code in WITHDRAWN:
        return PublishingStatus.WITHDRAWN
    return PublishingStatus(code)
