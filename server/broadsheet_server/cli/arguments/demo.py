"""`broadsheet demo`: start the demo newspaper, and its reader where there is a display."""

import argparse
from pathlib import Path

from broadsheet_server.cli.arguments.later import later


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    parser.add_argument(
        "--data", type=Path, default=Path("demo-data"), metavar="DIR", help="its folder (demo-data)"
    )
    parser.add_argument("--port", type=int, metavar="N", help="port (default: 8080, or the next free one)")
    parser.add_argument("--no-reader", action="store_true", help="serve only; open no window")
    parser.set_defaults(run=later("demo", "run"))
