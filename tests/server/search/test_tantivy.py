"""Tantivy does what every engine has to do."""

from pathlib import Path

from broadsheet_server.search.engine import Searcher, Writer
from broadsheet_server.search.tantivy.writer import IndexWriter
from tests.server.search.engine_contract import Engine, EngineContract
from tests.server.search.paging_contract import PagingContract


class TestTantivy(PagingContract, EngineContract):
    def open_engine(self, folder: Path) -> Engine:
        folder.mkdir()
        opened: list[IndexWriter] = []

        def open_writer() -> IndexWriter:
            while opened:
                opened.pop().close()
            opened.append(IndexWriter(folder))
            return opened[0]

        opened.append(IndexWriter(folder, create=True))
        return Engine(open_writer, _searcher, opened[0])


def _searcher(writer: Writer) -> Searcher:
    assert isinstance(writer, IndexWriter)
    return writer.searcher()
