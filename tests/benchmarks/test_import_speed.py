"""The benchmark of imports measures nothing unless every format brings in the same articles."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from broadsheet_server.ingest.registry import parse_file

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def benchmark_modules() -> Iterator[None]:
    """The folder of the benchmarks as one to import from, as when one of them is run."""
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


def read(path: Path) -> Iterator[tuple[str, int, int]]:
    """Headline, number of authors, and words in the text of each article in a file."""
    with path.open("rb") as file:
        for item in parse_file(file, ImportDefaults(None, "en")):
            assert isinstance(item, ParsedItem), item
            yield item.draft.headline, len(item.draft.authors), len(item.draft.body_html.split())


def test_every_format_brings_in_the_same_articles(tmp_path: Path) -> None:
    import import_speed

    files = import_speed.write_documents(tmp_path, 3)
    read_of = {name: [found for path in paths for found in read(path)] for name, paths in files.items()}
    assert len(read_of) >= 5
    for name, found in read_of.items():
        assert [(headline, authors) for headline, authors, _ in found] == [
            (headline, authors) for headline, authors, _ in read_of["ninjs"]
        ], name
        assert all(words >= 490 for _, _, words in found), name
