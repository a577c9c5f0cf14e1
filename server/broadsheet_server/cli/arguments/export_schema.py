"""`broadsheet export-schema`: write the schema in GraphQL's schema definition language."""

import argparse
from pathlib import Path

from broadsheet_server.cli.arguments.later import later


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = "Write the GraphQL contract."
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="a file to write; otherwise it is printed"
    )
    parser.set_defaults(run=later("export_schema", "run"))
