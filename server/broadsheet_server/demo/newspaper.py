"""The demo's data: its settings, its articles through the ordinary import, an API key for its reader."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from broadsheet_server.access.api_keys import create_key, find_key
from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.operations.open_store import make_data_folder
from broadsheet_server.settings import CONFIG_FILE, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope

ARTICLES = Path(__file__).parent / "articles"


def prepare_data_folder(data: Path) -> None:
    """Create the data folder with the demo's settings. Existing settings are kept."""
    make_data_folder(data)
    if not (data / CONFIG_FILE).exists():
        shutil.copyfile(Path(__file__).parent / CONFIG_FILE, data / CONFIG_FILE)


def import_articles(database: Database, settings: Settings) -> Iterator[ImportedItem]:
    """Import the demo's articles."""
    yield from import_paths(database, settings, [ARTICLES])


def key_file(settings: Settings) -> Path:
    """The file with the key of the demo's reader."""
    return settings.data / "reader.key"


def reader_key(database: Database, settings: Settings) -> str:
    """The API key with which the demo's reader shares, created at the first start in a file of mode 0600."""
    path = key_file(settings)
    if path.exists() and (existing := path.read_text().strip()):
        with database.read() as session:
            if find_key(session, existing, now=datetime.now(UTC)) is not None:
                return existing
    with database.write() as session:
        _, key = create_key(session, "demo reader", [Scope.SHARE], now=datetime.now(UTC))
    path.touch(mode=0o600)
    path.write_text(key + "\n")
    return key
