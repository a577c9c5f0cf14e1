"""The format of log lines: time, level, logger, message."""

import logging

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def start_logging(level: int = logging.INFO) -> None:
    """Log to standard error. Called by the command line only, never by the app."""
    logging.basicConfig(level=level, format=_FORMAT, datefmt="%Y-%m-%dT%H:%M:%S%z", force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
