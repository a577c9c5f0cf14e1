"""What a command does, imported when it is done."""

import argparse
from collections.abc import Callable
from importlib import import_module


def later(command: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A function of the module of a command; that is imported once it is called."""

    def run(arguments: argparse.Namespace) -> int:
        status: int = getattr(import_module(f"broadsheet_server.cli.{command}"), function)(arguments)
        return status

    return run
