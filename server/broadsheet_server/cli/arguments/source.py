"""`broadsheet source`: the feeds and pages that the server polls."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from broadsheet_server.cli.arguments.later import later
from broadsheet_server.cli.store_options import add_data
from broadsheet_server.cli.time_spans import read_time_span
from broadsheet_shared.language_tags import canonical_tag, is_language_tag
from broadsheet_shared.section_paths import is_section_path

NAME_MAX = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = __doc__
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="look at a feed, and poll it from now on")
    testing = actions.add_parser("test", help="say what a feed would bring in, and store nothing")
    for action, run in ((adding, later("source", "run_add")), (testing, later("source", "run_test"))):
        action.add_argument(
            "url",
            metavar="URL",
            type=_web_address,
            help="of a feed: RSS, Atom, JSON Feed, ninjs; or of an article",
        )
        _add_options(action)
        action.set_defaults(run=run)
    adding.add_argument("--unchecked", action="store_true", help="add it although it cannot be read now")
    listing = actions.add_parser("list", help="show all sources, and how each does")
    listing.set_defaults(run=later("source", "run_list"))
    add_data(listing)
    changes: tuple[tuple[str, str, Callable[[argparse.Namespace], int]], ...] = (
        ("pause", "poll it no more until it is resumed", later("source", "run_pause")),
        ("resume", "poll it again, and at once", later("source", "run_resume")),
        ("remove", "forget it; its articles stay", later("source", "run_remove")),
    )
    for name, sense, run_change in changes:
        change = actions.add_parser(name, help=sense)
        change.add_argument("source", metavar="NAME", help="its name, or its URL")
        change.set_defaults(run=run_change)
        add_data(change)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--name", type=source_name, help="whom the articles come from, as readers see it; else the feed's"
    )
    parser.add_argument(
        "--section", type=_section, default="news", help="where articles go that name no section"
    )
    parser.add_argument(
        "--language", type=_language, metavar="TAG", help="of articles that name none, like en"
    )
    parser.add_argument("--time-zone", type=_time_zone, metavar="ZONE", help="of its dates without one")
    parser.add_argument("--full-text", action="store_true", help="take the text from the page of each item")
    parser.add_argument(
        "--every", type=_interval, default="15m", metavar="TIME", help="like 15m (default), 2h, 1d"
    )
    add_data(parser)


def _interval(text: str) -> timedelta:
    from broadsheet_server.ingest.sources import INTERVAL_MAX, INTERVAL_MIN

    interval = read_time_span(text) or timedelta(0)
    if not INTERVAL_MIN <= interval <= INTERVAL_MAX:
        raise argparse.ArgumentTypeError(f"{text} is no time like 15m, 2h or 1d, from 1m to 7d")
    return interval


def source_name(text: str) -> str:
    """A name on one line. Raises argparse.ArgumentTypeError."""
    from broadsheet_server.newsroom.validation import one_line

    name = one_line(text)
    if not name or len(name) > NAME_MAX:
        raise argparse.ArgumentTypeError(f"a name has 1 to {NAME_MAX} characters")
    return name


def _section(text: str) -> str:
    if not is_section_path(text):
        raise argparse.ArgumentTypeError(f"{text} is no path of a section like world/asia")
    return text


def _language(text: str) -> str:
    if not is_language_tag(text):
        raise argparse.ArgumentTypeError(f"{text} is no language tag like en or zh-Hans")
    return canonical_tag(text)


def _time_zone(text: str) -> str:
    from broadsheet_server.settings.validation import time_zone

    try:
        return time_zone(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_address = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # like `http://[`
        is_address = False
    if not is_address:
        raise argparse.ArgumentTypeError(f"“{text}” is no address that begins with http:// or https://")
    return text
