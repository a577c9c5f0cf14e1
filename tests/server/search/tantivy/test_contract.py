"""Tantivy does what every engine has to do."""

from pathlib import Path

from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.index_storage import IndexStorage
from broadsheet_server.search.tantivy.index import TantivyIndex
from broadsheet_server.search.tantivy.storage import TantivyStorage
from tests.server.search.engine_contract import EngineContract
from tests.server.search.paging_contract import PagingContract
from tests.server.search.statistics_contract import StatisticsContract
from tests.server.search.storage_contract import StorageContract


class TestTantivy(PagingContract, StatisticsContract, StorageContract, EngineContract):
    def open_storage(self, folder: Path) -> IndexStorage:
        return TantivyStorage(folder)

    def open_index(self, folder: Path) -> SearchIndex:
        return TantivyIndex(folder)
