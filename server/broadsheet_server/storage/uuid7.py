"""UUID version 7 (RFC 9562, section 5.7): ids that sort by the time they were made."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """Return a UUIDv7, greater than all that this process made before (RFC 9562, section 6.2, method 2)."""
    global _last
    milliseconds = time.time_ns() // 1_000_000
    randomness = int.from_bytes(os.urandom(10))
    value = (
        milliseconds << 80
        | 0x7 << 76
        | (randomness >> 64 & 0xFFF) << 64
        | 0b10 << 62
        | (randomness & 0x3FFF_FFFF_FFFF_FFFF)
    )
    with _lock:
        _last = value if value > _last else _last + 1
        return UUID(int=_last)
