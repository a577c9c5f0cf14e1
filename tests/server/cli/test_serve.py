"""A publisher starts the server, or is told in a sentence why it cannot start."""

import asyncio
import os
import signal
import socket
import stat
import sys
from pathlib import Path
from typing import cast

import pytest
import uvicorn

from broadsheet_server.cli import main
from broadsheet_server.cli.serve import FILES_WANTED, event_loop, raise_file_limit
from broadsheet_server.operations.open_store import StoreUnavailableError, open_store
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database, sqlite_url
from tests.end_to_end.installation import free_port
from tests.processes import PROCESSES
from tests.waiting import PATIENCE_SECONDS, wait_until


def test_a_taken_port_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        assert main(["serve", "--data", str(tmp_path), "--port", str(port)]) == 2
    assert f"Port {port} on 127.0.0.1 is taken" in capsys.readouterr().err


def test_on_windows_the_loop_is_one_that_postgresql_can_be_asked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert event_loop() == "auto"
    monkeypatch.setattr(sys, "platform", "win32")
    made = uvicorn.Config("app", loop=event_loop(), log_config=None).get_loop_factory()
    assert made is asyncio.SelectorEventLoop


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "broadsheet.sqlite3"
    store.write_text("a shopping list, long enough to be mistaken for nothing else\n" * 40)
    before = store.read_bytes()
    assert main(["serve", "--data", str(tmp_path), "--port", "0"]) == 2
    assert "The store cannot be opened" in capsys.readouterr().err
    assert store.read_bytes() == before


def test_a_setting_that_does_not_exist_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broadsheet.toml").write_text('publick_url = "https://news.example"\n')
    assert main(["serve", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert f"{tmp_path / 'broadsheet.toml'}: publick_url: there is no such setting" in told
    assert "maybe “public_url” is meant" in told


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("BROADSHEET_PUBLICATION__NAM", "which is publication.nam: there is no such setting; maybe “name”"),
        ("BROADSHEET_PUBLICATON__NAME", "Is BROADSHEET_PUBLICATION__NAME meant?"),
        ("BROADSHEET_MAIL_HOST", "is BROADSHEET_MAIL__HOST meant?"),
        ("BROADSHEET_SECTIONS", "BROADSHEET_SECTIONS is a list or a group, which is written as JSON there"),
    ],
)
def test_a_variable_that_is_no_setting_is_answered_with_what_is_meant(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    told: str,
) -> None:
    monkeypatch.setenv(variable, "x")
    assert main(["serve", "--data", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("port", "70000"), ("port", "-1"), ("workers", "0")])
def test_a_number_that_cannot_be_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    (tmp_path / "broadsheet.toml").write_text("port = 8080\nworkers = 1\n")
    assert main(["serve", "--data", str(tmp_path), f"--{option}", value]) == 2
    assert f"The settings cannot be used: --{option}: " in capsys.readouterr().err


def test_the_address_of_a_server_on_ipv6_can_be_opened() -> None:
    assert Settings(host="::1", port=8080).base_url == "http://[::1]:8080"


def test_a_settings_file_with_a_slip_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broadsheet.toml").write_text("[publication\n")
    assert main(["serve", "--data", str(tmp_path)]) == 2
    refusal = capsys.readouterr().err
    assert "broadsheet.toml cannot be read" in refusal
    assert "line 1" in refusal


def test_sections_of_the_settings_are_there_before_any_article(settings: Settings) -> None:
    chosen = settings.model_copy(
        update={"sections": Settings(sections=[{"path": "world/asia", "name": "Asia"}]).sections}
    )
    database = open_store(chosen)
    try:
        with database.read() as session:
            paths = session.connection().exec_driver_sql("SELECT path FROM section ORDER BY path").all()
    finally:
        database.dispose()
    assert [path for (path,) in paths] == ["world", "world/asia"]


@pytest.mark.postgres
def test_postgresql_is_never_migrated_behind_the_publishers_back(postgres: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="broadsheet migrate"):
        open_store(Settings(data=tmp_path, database_url=postgres))


def test_sqlite_keeps_what_it_promised_through_a_power_cut(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "store.sqlite3"))
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    database.dispose()


def test_what_waits_in_the_store_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    open_store(Settings(data=folder)).dispose()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_store_in_a_folder_that_was_there_before_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "broadsheet.sqlite3").touch(mode=0o644)
    database = open_store(Settings(data=tmp_path))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("broadsheet.sqlite3*")}
    database.dispose()
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize(("mode", "is_open"), [(0o755, True), (0o700, False)])
def test_the_publisher_is_warned_of_a_folder_that_others_can_look_into(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    is_open: bool,
) -> None:
    tmp_path.chmod(mode)
    monkeypatch.setattr("broadsheet_server.cli.serve.serve", lambda _: None)
    assert main(["serve", "--data", str(tmp_path), "--port", "0"]) == 0
    assert ("others can look into" in capsys.readouterr().err) == is_open


def test_a_server_says_that_it_made_a_paper_and_where_it_listens_behind_its_public_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet_server.cli.serve.serve", lambda _: None)
    monkeypatch.setenv("BROADSHEET_PUBLIC_URL", "https://news.example")
    command = ["serve", "--data", str(data := tmp_path / "data"), "--host", "127.0.0.1", "--port", "0"]
    assert main(command) == 0
    first = capsys.readouterr().out.splitlines()
    assert first[0] == f"A new, empty paper was made in {data}."
    assert first[1].startswith("Broadsheet is at https://news.example/ ")
    assert first[2] == "It listens on http://127.0.0.1:0"
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines() == first[1:]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_server_may_open_as_many_files_as_the_system_lets_it() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        raise_file_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (allowed, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def serve_with_a_log(folder: Path, port: int) -> None:
    """What runs in a process of its own."""
    log = os.open(folder / "log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    main(["serve", "--data", str(folder / "data"), "--port", str(port)])


@pytest.mark.program
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_publisher_who_presses_ctrl_c_twice_reads_sentences_and_no_traceback(tmp_path: Path) -> None:
    port = free_port()
    server = PROCESSES.Process(target=serve_with_a_log, args=(tmp_path, port))
    server.start()
    try:
        wait_for_line(tmp_path / "log", "Uvicorn running")
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(
                b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
            )
            assert client.recv(100).startswith(b"HTTP/1.1 100")  # the server waits for the rest
            for told in ("Waiting for connections to close", "open requests are cut off (1)"):
                os.kill(cast("int", server.pid), signal.SIGINT)
                wait_for_line(tmp_path / "log", told)
            server.join(PATIENCE_SECONDS)
    finally:
        server.kill()
        server.join()
    log = (tmp_path / "log").read_text()
    assert server.exitcode == 0, log
    assert "A request was cut off, for the server stops." in log
    assert "Application shutdown complete" in log
    assert "Traceback" not in log


def wait_for_line(log: Path, words: str) -> None:
    """Until the server has said it."""
    wait_until(
        lambda: log.exists() and words in log.read_text(),
        lambda: log.read_text() if log.exists() else "nothing was said",
    )
