"""What a command does, imported when it is done."""

import argparse
from collections.abc import Callable
from importlib import import_module

from broadsheet_server.operations.garbage_collection import no_collections


def later(command: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A function of the module of a command; that is imported once it is called."""

    def run(arguments: argparse.Namespace) -> int:
        with no_collections():
            module = import_module(f"broadsheet_server.cli.{command}")
        status: int = getattr(module, function)(arguments)
        return status

    return run
