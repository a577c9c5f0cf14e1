"""The options by which a command finds its store."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadsheet_server.settings import Settings


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add `--data DIR`."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of the store (default: broadsheet-data)"
    )


def settings_of(arguments: argparse.Namespace) -> "Settings":
    """The settings, with the folder of `--data` where it was given."""
    from broadsheet_server.settings import Settings

    return Settings() if arguments.data is None else Settings(data=arguments.data)
