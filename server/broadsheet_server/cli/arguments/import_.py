"""`broadsheet import`: bring articles in from files, archives and the web."""

import argparse
import re
from pathlib import Path

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data
from broadsheet_shared.section_paths import is_section_path

DEFAULT_SECTION = "news"
_TOO_FEW_SLASHES = re.compile(r"(https?):/?(?!/)(?=.)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = (
        "Bring articles in: ninjs, RSS, Atom, JSON Feed, article pages in HTML, and text with front matter, "
        "from files, folders, archives and web addresses. The format is recognised by the content. What is "
        "here already and has not changed is left alone, so an import can be repeated."
    )
    parser.epilog = (
        "Exit status: 0; 1 when something was rejected; 2 when there was nothing to import, or the import "
        "could not run to its end; 130 when it was interrupted (Ctrl-C)."
    )
    parser.add_argument(
        "places",
        nargs="+",
        type=_place,
        metavar="PATH|URL",
        help="a file, a folder, an archive, an http(s) address, or - for standard input",
    )
    add_data(parser)
    _add_defaults(parser)
    parser.add_argument(
        "--full-text",
        action="store_true",
        help="fetch the pages of feed items that have only a summary or a link",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
    parser.add_argument(
        "--quiet", action="store_true", help="print only what was rejected or skipped, and the summary"
    )
    parser.set_defaults(run=later("import_", "run"))


def _add_defaults(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", metavar="NAME", help="whom the articles come from, as readers see it")
    parser.add_argument(
        "--section",
        metavar="PATH",
        type=_section,
        default=DEFAULT_SECTION,
        help=f"section of articles that name none, like world/asia (default: {DEFAULT_SECTION})",
    )
    parser.add_argument(
        "--language",
        metavar="TAG",
        type=_language,
        help="language (BCP 47) of articles that name none; otherwise the publication's",
    )
    parser.add_argument(
        "--time-zone",
        metavar="ZONE",
        type=_time_zone,
        help="time zone of the source's dates without one, like Europe/Berlin; otherwise the publication's",
    )


def _place(argument: str) -> Path | str:
    """A web address stays text: a path would lose one of its slashes."""
    if argument.lower().startswith(("http://", "https://")):
        return argument
    if lacking := _TOO_FEW_SLASHES.match(argument):
        meant = f"{lacking[1]}://{argument[lacking.end() :]}"
        raise argparse.ArgumentTypeError(f"a slash is missing in “{argument}”; maybe “{meant}” is meant")
    if _OTHER_SCHEME.match(argument):
        raise argparse.ArgumentTypeError(
            f"“{argument}” cannot be fetched; only addresses at http and https can"
        )
    return Path(argument)


def _section(path: str) -> str:
    if not is_section_path(path):
        raise argparse.ArgumentTypeError(f"“{path}” is no path of a section; it must look like world/asia")
    return path


def _language(tag: str) -> str:
    from broadsheet_server.newsroom.validation import RejectedDraftError
    from broadsheet_server.newsroom.validation import language as valid_language

    try:
        return valid_language(tag, "language")
    except RejectedDraftError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _time_zone(name: str) -> str:
    from broadsheet_server.settings.validation import time_zone

    try:
        return time_zone(name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
