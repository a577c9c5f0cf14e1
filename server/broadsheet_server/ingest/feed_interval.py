"""How often a feed asks to be polled: RSS's `ttl`, and the syndication module's update period."""

import re
from datetime import timedelta
from typing import Final

_HEAD_BYTES: Final = 16_384
_TTL: Final = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>", re.IGNORECASE)
_PERIOD: Final = re.compile(rb"<sy:updatePeriod>\s{0,20}(\w{1,20})\s{0,20}<")
_FREQUENCY: Final = re.compile(rb"<sy:updateFrequency>\s{0,20}(\d{1,4})\s{0,20}<")
_PERIODS: Final = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(weeks=1),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}


def feed_interval(document: bytes) -> timedelta:
    """The least time between polls that the head of a feed asks for; 0 where it says nothing.

    `ttl` is in minutes (RSS 2.0); the RDF Site Summary module `sy` has so many updates in a period.
    """
    head = re.split(rb"<(?:item|entry)\b", document[:_HEAD_BYTES], maxsplit=1)[0]
    if match := _TTL.search(head):
        return timedelta(minutes=int(match[1]))
    if (match := _PERIOD.search(head)) and (period := _PERIODS.get(match[1].lower())):
        times = _FREQUENCY.search(head)
        return period / max(1, int(times[1]) if times else 1)
    return timedelta(0)
