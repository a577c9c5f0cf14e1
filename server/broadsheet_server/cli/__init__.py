"""The command line, `broadsheet`. Each command is a module with `add(commands)` and `run(arguments)`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper

from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.operations.open_store import StoreUnavailableError
from broadsheet_server.settings.sources import UnreadableSettingsError
from broadsheet_server.storage.migration import StoreTooNewError

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "import": "import_",
    "migrate": "migrate",
    "reindex": "reindex",
    "key": "key",
    "mail": "mail",
    "export-schema": "export_schema",
}
"""The module of each command."""

COULD_NOT_RUN = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _speak_anyway()
    given = sys.argv[1:] if arguments is None else list(arguments)
    chosen = _parser(given).parse_args(given)
    collect_less_often()
    try:
        status: int = chosen.run(chosen)
    except (StoreUnavailableError, StoreTooNewError) as trouble:
        return _refuse(str(trouble))
    except ValidationError as trouble:
        return _refuse(_settings_trouble(trouble))
    except UnreadableSettingsError as trouble:
        return _refuse(str(trouble))
    except SettingsError as trouble:
        return _refuse(f"The settings cannot be used: {trouble}: lists and groups are written as JSON there.")
    except DBAPIError as trouble:
        return _refuse(f"The store does not answer: {trouble.orig}.")
    except KeyboardInterrupt:
        return _refuse("Stopped.")
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain about it a second time at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN
    return status


def _speak_anyway() -> None:
    """A console that has no “ or 中 gets an escape for it, and not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; a command that is named loads only itself, because the whole server takes seconds."""
    parser = argparse.ArgumentParser(prog="broadsheet", description="An article service for publishers.")
    parser.add_argument("--version", action="version", version=f"broadsheet {version('broadsheet')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    named = [name for name in given[:1] if name in COMMANDS]
    for name in named or COMMANDS:
        import_module(f"broadsheet_server.cli.{COMMANDS[name]}").add(commands)
    return parser


def _refuse(sentence: str) -> int:
    print(f"broadsheet: {sentence}", file=sys.stderr)
    return COULD_NOT_RUN


def _settings_trouble(trouble: ValidationError) -> str:
    """Which setting is wrong, and why."""
    faults = [
        f"{'.'.join(map(str, error['loc']))}: {error['msg'].removeprefix('Value error, ')}".removeprefix(": ")
        for error in trouble.errors()
    ]
    return "The settings cannot be used: " + "; ".join(faults) + "."
