"""The command `broadsheet-reader`: parses the command line and starts the reader."""

import argparse
import gc
import linecache
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

EXAMPLE_SERVER = "https://news.example"
KEY_VARIABLE = "BROADSHEET_READER_KEY"
KEY_HELP = f"API key for sharing by email; better in {KEY_VARIABLE}, as other users see commands (ps)"
NO_WINDOW = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the reader until its window is closed. Returns 2 if no window could be opened."""
    if not _has_qt():
        return _say_missing()
    options = _parser().parse_args(arguments)
    if problem := _no_display():
        return _refuse(problem)
    try:
        program = load_reader()
    except ImportError as exception:
        return _refuse(f"Qt could not be loaded: {exception}")
    key = options.key or os.environ.get(KEY_VARIABLE)
    status: int = program.run(options.server, key, options.data)
    return status


def _has_qt() -> bool:
    try:
        return find_spec("PySide6.QtWidgets") is not None
    except ModuleNotFoundError:
        return False


def _say_missing() -> int:
    """The extra `reader` is not installed."""
    print(  # noqa: T201 - there is no window to say it in
        "The reader's parts are not installed here (there is no Python module “PySide6”).\n"
        "Install them with: pip install 'broadsheet[reader]'",
        file=sys.stderr,
    )
    return NO_WINDOW


def load_reader() -> ModuleType:
    """Import the rest of the program with garbage collection off; `program.launch` turns it on again."""
    # Imports create no garbage, but collections during them took a tenth of the start-up time.
    gc.disable()
    from broadsheet_client import program

    # PySide has looked for its own name in the source of every module, and 5 MB of their lines are kept.
    linecache.clearcache()
    return program


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="broadsheet-reader", description="Read a Broadsheet newspaper.")
    parser.add_argument(
        "--server",
        type=_server,
        metavar="URL",
        help="address of the newspaper (the one that was read last; the window asks for the first one)",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    parser.add_argument("--key", metavar="KEY", help=KEY_HELP)
    parser.add_argument("--data", type=Path, metavar="DIR", help="where to keep articles and settings")
    return parser


class _ShowVersion(argparse.Action):
    """As argparse's `version`, which would have to be told the version before anybody asks for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # reads the files of the installation

        print(f"broadsheet-reader {version('broadsheet')}")  # noqa: T201 - what was asked for
        parser.exit()


def _server(text: str) -> str:
    """The address of the server, also of a page of it, as the window remembers it."""
    from broadsheet_client.core.server_address import InvalidAddressError, parse_server_address

    refusal = f"{text!r} is no server address; one looks like {EXAMPLE_SERVER}"
    if not text.lower().startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(refusal)
    try:
        return parse_server_address(text).candidates[0]
    except InvalidAddressError as error:
        raise argparse.ArgumentTypeError(refusal) from error


def _no_display() -> str:
    """Why no window can be opened; "" if one can be tried."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."


def _refuse(problem: str) -> int:
    print(  # noqa: T201 - there is no window to say it in
        f"The reader's window cannot be opened. {problem}\n"
        "It needs a graphical desktop and Qt's system libraries; on Debian and Ubuntu `scripts/qt-libraries` "
        "names those that are missing.",
        file=sys.stderr,
    )
    return NO_WINDOW


if __name__ == "__main__":
    sys.exit(main())
