"""Times on the command line: `30m`, `12h`, `7d`."""

import argparse
import re
from datetime import timedelta
from typing import Final

_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
SPAN_MAX: Final = timedelta(days=36_500)


def read_time_span(text: str) -> timedelta | None:
    """A time in minutes, hours or days; 0 needs no unit. None for anything else."""
    if text == "0":
        return timedelta(0)
    found = re.fullmatch(r"([0-9]{1,8})([mhd])", text)
    return int(found[1]) * _UNITS[found[2]] if found else None


def time_span(text: str) -> timedelta:
    """The same, of a hundred years at most. Raises argparse.ArgumentTypeError."""
    span = read_time_span(text)
    if span is None:
        raise argparse.ArgumentTypeError(f"{text} is no time like 30m, 12h or 7d")
    if span > SPAN_MAX:
        raise argparse.ArgumentTypeError(f"{text} is longer than a hundred years")
    return span
