"""A friend says stop: the token of a mail's stop link ends all mail to its address, for ever."""

from datetime import datetime

from sqlmodel import Session


def stop(session: Session, token: str, *, now: datetime) -> None:
    """Write the address behind `token` into the suppressions. A token that we never made changes nothing.

    Callers answer alike in both cases, and only to a POST: mail scanners follow every link.
    """
    raise NotImplementedError
