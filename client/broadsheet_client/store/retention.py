"""What is forgotten, and when."""

import sqlite3
from datetime import datetime, timedelta

KEEP = timedelta(days=90)
"""Articles stay so long after they were last seen in a list, or last opened."""

KEEP_SENT = timedelta(days=7)
"""Sent shares stay visible in the outbox so long."""


def forget_old(connection: sqlite3.Connection, now: datetime) -> int:
    """Delete what is past its time; answers how many articles that were."""
    cutoff = (now - KEEP).timestamp()
    forgotten = connection.execute(
        "DELETE FROM article WHERE seen_at < ? AND coalesce(opened_at, 0) < ?", (cutoff, cutoff)
    ).rowcount
    connection.execute(
        "DELETE FROM outbox WHERE state = 'sent' AND changed_at < ?", ((now - KEEP_SENT).timestamp(),)
    )
    return forgotten
