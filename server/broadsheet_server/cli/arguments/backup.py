"""`broadsheet backup`: write the whole paper to one file."""

import argparse
from pathlib import Path

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = (
        "Write the store, the images and the settings file to one archive, beside a running server. It holds "
        "secrets: see docs/publish.md. What is in the environment is not in it."
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="where to, like paper.tar; .tar.gz is compressed"
    )
    add_data(parser)
    parser.set_defaults(run=later("backup", "run"))
