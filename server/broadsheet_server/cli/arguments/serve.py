"""`broadsheet serve`: run the server."""

import argparse
from pathlib import Path

from broadsheet_server.cli.arguments.later import later


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of the store (default: broadsheet-data)"
    )
    parser.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (default: 8080)")
    parser.add_argument("--workers", type=int, metavar="N", help="server processes (default: 1)")
    parser.set_defaults(run=later("serve", "run"))
