"""Import files and documents at URLs: find them, parse every item, and have the items written."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from broadsheet_server.ingest.document_fetches import DocumentFetches
from broadsheet_server.ingest.import_progress import ImportProgress
from broadsheet_server.ingest.import_writer import ImportWriter
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.ingest.parse_results import (
    DEFAULT_SECTION,
    ImportDefaults,
    ParsedItem,
    RejectedItem,
)
from broadsheet_server.ingest.prepared_items import SourceItem
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.ingest.source_files import SourceFile, SourceFiles
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What an operator says of an import.

    `source` is the name of the source that readers see; `section_path`, `language` (BCP 47) and `time_zone`
    (IANA) are for items that name none, the latter two by default the publication's. With `full_text` the
    text of feed items that have only a summary is fetched from their pages. A dry run writes nothing.
    """

    source: str | None = None
    section_path: str = DEFAULT_SECTION
    language: str | None = None
    time_zone: str | None = None
    full_text: bool = False
    is_dry_run: bool = False


def import_paths(
    database: Database,
    settings: Settings,
    places: Iterable[Path | str],
    options: ImportOptions | None = None,
    progress: ImportProgress | None = None,
) -> Generator[ImportedItem, None, None]:
    """Import paths of files and folders (`-` is standard input) and URLs (text), in their order.

    Every item is yielded once it is committed. Raises ImportStoppedError.
    """
    options, progress = options or ImportOptions(), progress or ImportProgress()
    writer = ImportWriter(database, settings, is_dry_run=options.is_dry_run)
    with (
        DocumentFetches(settings.fetching.allowed_networks, progress.stop) as fetches,
        SourceFiles(fetches.fetch, progress.passed_over) as files,
    ):
        reading = _Reading(fetches, _defaults(settings, options), progress)
        items = (item for file in files.find(places) for item in reading.items(file))
        yield from writer.write(takewhile(lambda _: not progress.stop.is_set(), items))


def _defaults(settings: Settings, options: ImportOptions) -> ImportDefaults:
    return ImportDefaults(
        folder=None,
        language=options.language or settings.publication.language,
        source_name=options.source,
        time_zone=ZoneInfo(options.time_zone or settings.publication.time_zone),
        time_zone_is_assumed=options.time_zone is None,
        section_path=options.section_path,
        full_text=options.full_text,
    )


class _Reading:
    """Reads files item by item, and keeps count of the bytes."""

    def __init__(self, fetches: DocumentFetches, defaults: ImportDefaults, progress: ImportProgress) -> None:
        self._fetches = fetches
        self._defaults = defaults
        self._progress = progress

    def items(self, file: SourceFile) -> Iterator[SourceItem]:
        """Parse a file. One that cannot be read is one rejected item."""
        begun_at = self._progress.bytes_read
        place = str(Path(file.name).resolve()) if file.folder else None
        try:
            for result in self._results(file):
                yield SourceItem(file.name, result, place)
        except OSError as error:
            reason = f"The file cannot be read: {error.strerror or error}."
            yield SourceItem(file.name, RejectedItem("", reason))
        self._progress.bytes_read = begun_at + file.size_bytes

    def _results(self, file: SourceFile) -> Iterator[ParsedItem | RejectedItem]:
        if reason := file.skip_reason or file.fault:
            yield RejectedItem("", reason, is_skipped=file.fault is None)
            return
        defaults = replace(self._defaults, folder=file.folder, file_name=file.name if file.folder else None)
        if file.document is not None:
            charset = file.document.charset
            defaults = replace(defaults, url=file.document.url, charset=charset)
        with file.open() as opened:
            results = self._counted(parse_file(opened, defaults), opened, file.size_bytes)
            if defaults.full_text:
                results = self._with_full_texts(list(results))
            yield from results

    def _with_full_texts(self, feed: list[ParsedItem | RejectedItem]) -> Iterator[ParsedItem | RejectedItem]:
        """The items of a feed in their order, each that has only a summary with the text of its page."""
        from broadsheet_server.ingest.full_text import with_page  # few imports need it

        pages = self._fetches.fetch(filter(None, map(_missing_page, feed)))
        for item in feed:
            if not isinstance(item, ParsedItem) or _missing_page(item) is None:
                yield item
            elif (page := next(pages, None)) is not None:
                yield with_page(item, page, self._defaults).item
            else:  # the run is being stopped
                return

    def _counted(
        self, results: Iterator[ParsedItem | RejectedItem], opened: IO[bytes], size_bytes: float
    ) -> Iterator[ParsedItem | RejectedItem]:
        """The results of a file, with its bytes counted as they are read.

        A format that is read whole before its first item counts once that is done with.
        """
        if not size_bytes:
            yield from results
            return
        begun_at = self._progress.bytes_read
        size = opened.seek(0, 2)
        opened.seek(0)
        for result in results:
            position = opened.tell()
            if position < size:
                self._progress.bytes_read = begun_at + size_bytes * position / size
            yield result


def _missing_page(item: ParsedItem | RejectedItem) -> str | None:
    """Where the text of an item is that has only a summary; None if it needs no other."""
    from broadsheet_server.ingest.full_text import page_address

    return page_address(item) if isinstance(item, ParsedItem) and item.is_summary else None
