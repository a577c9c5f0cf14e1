"""`broadsheet export`: write every article, with all that belongs to it, to a file or to standard output."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import orjson

from broadsheet_server.cli.arguments.export import STANDARD_OUTPUT
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.ingest.broadsheet_export import recognises
from broadsheet_server.ingest.dates import parse_date
from broadsheet_server.newsroom.check_exported import MEDIA_FOLDER
from broadsheet_server.newsroom.export_articles import Line, export_articles
from broadsheet_server.newsroom.html_images import stored_images
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
PROGRESS_EVERY = 1_000
_HEAD_BYTES = 100


def run(arguments: argparse.Namespace) -> int:
    """Export, and say on standard error how much."""
    settings = settings_of(arguments)
    try:
        since = _since(arguments.since, settings)
    except ValueError:
        print(f"broadsheet: “{arguments.since}” is no time like 2026-10-12T06:30+02:00.", file=sys.stderr)
        return 2
    if fault := _fault_of(arguments.file):
        print(f"broadsheet: Nothing was exported. {fault}", file=sys.stderr)
        return 2
    database = open_existing_store(settings)
    try:
        report = _export(database, settings, arguments.file, since)
    except OSError as error:
        reason = error.strerror or error
        print(f"broadsheet: {arguments.file} cannot be written: {reason}.", file=sys.stderr)
        return 2
    finally:
        database.dispose()
    print(report.summary(arguments.file), file=sys.stderr)
    return 1 if report.missing else 0


@dataclass(slots=True)
class _Report:
    """What was exported, and the image files that are missing in the store."""

    articles: int = 0
    images: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)

    def summary(self, file: Path) -> str:
        """A sentence for the terminal."""
        text = f"{self.articles:,} {'article' if self.articles == 1 else 'articles'} exported"
        files = f"{len(self.images):,} image {'file' if len(self.images) == 1 else 'files'}"
        if file == STANDARD_OUTPUT:
            return f"{text}." + (f" {files} not: export to a file to have them." if self.images else "")
        text = f"{text} to {file}, {files} in {file.parent / MEDIA_FOLDER}."
        missing = (
            f" {len(self.missing):,} are not in the store, like {self.missing[0]}." if self.missing else ""
        )
        return text + missing


def _since(text: str | None, settings: Settings) -> datetime | None:
    zone = ZoneInfo(settings.publication.time_zone)
    return None if text is None else parse_date(text, zone).moment


def _fault_of(file: Path) -> str | None:
    """Why it cannot be written to. An earlier export is replaced and nothing else, such as an article."""
    if file == STANDARD_OUTPUT:
        return None
    try:
        return _fault_of_present(file)
    except OSError as error:  # the name is too long, or it may not be read
        return f"{file} cannot be looked at: {error.strerror or error}."


def _fault_of_present(file: Path) -> str | None:
    if not file.exists():
        return None
    if file.is_dir():
        return f"{file} is a folder: name a file in it, like {file / 'paper.jsonl'}."
    if not file.is_file():
        return f"{file} is no file: write to standard output, with -."
    if file.stat().st_size and not _is_export(file):
        return f"{file} is there and is no export: name another file."
    return None


def _is_export(file: Path) -> bool:
    with file.open("rb") as opened:
        return recognises(opened.read(_HEAD_BYTES).decode("utf-8", "replace"))


def _export(database: Database, settings: Settings, file: Path, since: datetime | None) -> _Report:
    report = _Report()
    with _opened(file) as opened, database.read_snapshot() as session:
        for line in export_articles(session, since):
            opened.write(orjson.dumps(line, option=_OPTIONS))
            _count(report, line)
        if file != STANDARD_OUTPUT:
            _copy_images(report, settings.media, file.parent / MEDIA_FOLDER)
    return report


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """The file to write to; it gets its name when it is complete, so that a part is never taken for it."""
    if file == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with part.open("wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _count(report: _Report, line: Line) -> None:
    if article := line.get("article"):
        report.articles += 1
        locations = (image["location"] for image in article["images"])
        report.images.update(location for location in locations if "://" not in location)
        report.images.update(image.location for image in stored_images(article["body_html"]))
        if report.articles % PROGRESS_EVERY == 0 and sys.stderr.isatty():
            print(f"\r{report.articles:,} articles …", end="\r", file=sys.stderr, flush=True)


def _copy_images(report: _Report, source: Path, target: Path) -> None:
    """Copy the image files that are not there yet; their names are digests of what is in them."""
    for name in sorted(report.images):
        if not (source / name).is_file():
            report.missing.append(name)
        elif not (target / name).exists():
            target.mkdir(exist_ok=True)
            part = target / f".{name}.{os.getpid()}"
            shutil.copyfile(source / name, part)
            part.replace(target / name)
    report.images.difference_update(report.missing)
