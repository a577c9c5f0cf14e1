"""Log lines that say when, how grave, who and what."""

import logging

_FORM = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def start_logging(level: int = logging.INFO) -> None:
    """Send log lines to standard error. Called by the command line only, never by the app itself."""
    logging.basicConfig(level=level, format=_FORM, datefmt="%Y-%m-%dT%H:%M:%S%z", force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
