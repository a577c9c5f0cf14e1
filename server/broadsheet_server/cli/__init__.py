"""The command line, `broadsheet`. Each command is a module with `add(commands)` and `run(arguments)`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from broadsheet_server.operations.garbage_collection import collect_less_often, spare_what_is_imported
from broadsheet_server.operations.open_store import StoreUnavailableError
from broadsheet_server.settings.sources import UnreadableSettingsError
from broadsheet_server.storage.migration import StoreTooNewError

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "import": "import_",
    "source": "source",
    "runs": "runs",
    "migrate": "migrate",
    "export": "export",
    "reindex": "reindex",
    "key": "key",
    "mail": "mail",
    "export-schema": "export_schema",
}
"""The module of each command."""

COULD_NOT_RUN = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. `arguments` default to those of the process."""
    _escape_what_consoles_lack()
    argv = sys.argv[1:] if arguments is None else list(arguments)
    collect_less_often()
    namespace = _parser(argv).parse_args(argv)
    spare_what_is_imported()
    try:
        status: int = namespace.run(namespace)
    except (StoreUnavailableError, StoreTooNewError, UnreadableSettingsError) as error:
        return _fail(str(error))
    except ValidationError as error:
        return _fail(_settings_message(error))
    except SettingsError as error:
        return _fail(f"The settings cannot be used: {error}: lists and groups are written as JSON there.")
    except DBAPIError as error:
        return _fail(f"The store does not answer: {error.orig}.")
    except KeyboardInterrupt:
        return _fail("Stopped.")
    except BrokenPipeError:
        # The reader of our output has gone: without this, Python reports it once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN
    return status


def _escape_what_consoles_lack() -> None:
    """A console whose encoding lacks “ or 中 gets an escape sequence instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser. Only the command that is named is imported: importing all of them takes a second."""
    parser = argparse.ArgumentParser(prog="broadsheet", description="An article service for publishers.")
    parser.add_argument("--version", action="version", version=f"broadsheet {version('broadsheet')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    named = [name for name in argv[:1] if name in COMMANDS]
    for name in named or COMMANDS:
        import_module(f"broadsheet_server.cli.{COMMANDS[name]}").add(commands)
    return parser


def _fail(sentence: str) -> int:
    print(f"broadsheet: {sentence}", file=sys.stderr)
    return COULD_NOT_RUN


def _settings_message(validation_error: ValidationError) -> str:
    """Which settings are wrong, and why."""
    messages = [
        f"{'.'.join(map(str, error['loc']))}: {_reason(error)}".removeprefix(": ")
        for error in validation_error.errors()
    ]
    return "The settings cannot be used: " + "; ".join(messages) + "."


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such setting"
    return error["msg"].removeprefix("Value error, ")
