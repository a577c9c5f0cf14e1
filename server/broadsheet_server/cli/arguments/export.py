"""`broadsheet export`: write every article, with all that belongs to it, to a file or to standard output."""

import argparse
from pathlib import Path
from typing import Final

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data

STANDARD_OUTPUT: Final = Path("-")


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = (
        "Write every article, public or not, with its history and what belongs to it, as JSON Lines that "
        "`broadsheet import` takes. Image files go into the folder `media` beside the file."
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=STANDARD_OUTPUT,
        metavar="FILE",
        help="where to; - is standard output, without image files (default: -)",
    )
    add_data(parser)
    parser.add_argument(
        "--since",
        metavar="TIME",
        help="only articles that changed at or after this time, like 2026-10-12 or 2026-10-12T06:30+02:00; "
        "without a zone it is the publication's",
    )
    parser.set_defaults(run=later("export", "run"))
