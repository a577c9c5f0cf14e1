"""The command line, `broadsheet`. A command has its arguments in `arguments`, and a module that does it."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from typing import Any, Final, NamedTuple

from broadsheet_server.operations.freed_memory import keep_little_freed_memory
from broadsheet_server.operations.garbage_collection import (
    collect_less_often,
    no_collections,
)

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""pydantic has no plugins here. To look for some it would read the metadata of every installed package."""


class Command(NamedTuple):
    """The name of the modules of a command, and what it does in a few words."""

    module: str
    help: str


COMMANDS: Final = {
    "demo": Command("demo", "start the demo newspaper and its reader"),
    "serve": Command("serve", "run the server"),
    "import": Command("import_", "bring articles in from files, archives and web addresses"),
    "article": Command("article", "find, withdraw, restore and delete articles"),
    "section": Command("section", "the tree of sections: list, move and remove"),
    "source": Command("source", "the feeds that the server polls"),
    "runs": Command("runs", "what imports and polls have done"),
    "migrate": Command("migrate", "bring the store to the form that this version knows"),
    "export": Command("export", "write all articles to a file"),
    "backup": Command("backup", "write the whole paper to one file, beside a running server"),
    "restore": Command("restore", "make a paper of a backup"),
    "reindex": Command("reindex", "build the search index anew"),
    "key": Command("key", "make, list, rotate and revoke API keys"),
    "audit": Command("audit", "who did what"),
    "document": Command("document", "GraphQL documents that clients name by their hash"),
    "webhook": Command("webhook", "who is told of changes, and what became of it"),
    "mail": Command("mail", "look at mail that could not be sent"),
    "export-schema": Command("export_schema", "write the GraphQL contract"),
}


_OWN_OPTIONS: Final = ("-h", "--help", "--version")
"""All others belong to commands."""

NOT_INSTALLED: Final = 2
"""Exit status where only the reader is installed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. `arguments` default to those of the process."""
    _escape_what_consoles_lack()
    try:
        if find_spec("strawberry") is None:
            return _say_missing("strawberry")
        return _run(arguments)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("broadsheet"):
            raise  # a mistake of ours
        return _say_missing(error.name)


def _say_missing(module: str) -> int:
    """The extra `server` is not installed, or not whole."""
    print(
        f"The server's parts are not installed here (there is no Python module “{module}”).\n"
        "Install them with: pip install 'broadsheet[server]'",
        file=sys.stderr,
    )
    return NOT_INSTALLED


def _run(arguments: Sequence[str] | None) -> int:
    argv = sys.argv[1:] if arguments is None else list(arguments)
    collect_less_often()
    keep_little_freed_memory()
    with no_collections():
        parser = _parser(argv)
        if argv and argv[0].startswith("-") and argv[0] not in _OWN_OPTIONS:
            option = argv[0].partition("=")[0]
            parser.error(f"{option} comes after the command, like: broadsheet COMMAND {option} …")
        namespace = parser.parse_args(argv)
        # The errors of all layers are named there: help and a mistyped command need none of them.
        from broadsheet_server.cli.exit_status import exit_status

    return exit_status(namespace)


def _escape_what_consoles_lack() -> None:
    """A console whose encoding lacks “ or 中 gets an escape sequence instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser. Of the command that is named only the arguments are imported, and of others nothing."""
    parser = _CommandParser(prog="broadsheet", description="An article service for publishers.")
    parser.add_argument("--version", action=_ShowVersion, help="show program's version number and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    named = next((argument for argument in argv if argument in COMMANDS), None)
    for name, command in COMMANDS.items():
        command_parser = commands.add_parser(name, help=command.help)
        if name == named:
            import_module(f"broadsheet_server.cli.arguments.{command.module}").configure(command_parser)
    return parser


class _CommandParser(argparse.ArgumentParser):
    """Rejects unknown arguments with the usage of the command that they were given to."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown


class _ShowVersion(argparse.Action):
    """As argparse's `version`, which would have to be told the version before anybody asks for it."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # reads the files of the installation

        print(f"broadsheet {version('broadsheet')}")
        parser.exit()
