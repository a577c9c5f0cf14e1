"""Import files: find them, parse every item, and have the items written."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from broadsheet_server.ingest.import_run import ImportedItem, ImportRun, SourceItem
from broadsheet_server.ingest.parse_results import ImportDefaults, RejectedItem
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.ingest.source_files import SourceFile, find_source_files
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


def import_paths(
    database: Database,
    settings: Settings,
    paths: Iterable[Path],
    *,
    source: str | None = None,
    time_zone: str | None = None,
) -> Iterator[ImportedItem]:
    """Import files and folders (`-` is standard input), yielding every item once it is committed.

    `source` is the name of the source that readers see, `time_zone` (IANA) that of its dates without one; by
    default the publication's. Raises ImportStoppedError.
    """
    zone = ZoneInfo(time_zone or settings.publication.time_zone)
    defaults = ImportDefaults(
        None, settings.publication.language, source, zone, time_zone_is_assumed=time_zone is None
    )
    items = (item for file in find_source_files(paths) for item in _parse(file, defaults))
    yield from ImportRun(database, settings).write(items)


def _parse(file: SourceFile, defaults: ImportDefaults) -> Iterator[SourceItem]:
    """Parse a file item by item. One that cannot be read is one rejected item."""
    if file.skip_reason:
        yield SourceItem(file.name, RejectedItem("", file.skip_reason, is_skipped=True))
        return
    file_name = file.name if file.folder else None
    defaults = replace(defaults, folder=file.folder, file_name=file_name)
    try:
        with file.open() as opened:
            for result in parse_file(opened, defaults):
                yield SourceItem(file.name, result)
    except OSError as error:
        reason = f"The file cannot be read: {error.strerror or error}."
        yield SourceItem(file.name, RejectedItem("", reason))
