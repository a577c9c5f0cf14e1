"""Starting and ending the program as a person, a desktop and a system do."""

import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from broadsheet_client import app
from tests.client.scripted_server import unused_origin
from tests.processes import ending_with_us

pytestmark = pytest.mark.program

PYTHON = [sys.executable, "-m", "broadsheet_client.app"]
PATIENCE = 30


def environment(**changes: str) -> dict[str, str]:
    """Our environment variables without those of a display."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    kept.pop("QT_QPA_PLATFORM", None)
    return kept | changes


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the program until it ends by itself."""
    return subprocess.run(
        [*PYTHON, *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_without_a_display_it_says_so(tmp_path: Path) -> None:
    messages = run("--data", str(tmp_path))
    assert messages.returncode == 2
    assert "There is no display" in messages.stderr
    assert "Traceback" not in messages.stderr


@pytest.mark.parametrize("changes", [{"DISPLAY": ":4242"}, {"QT_QPA_PLATFORM": "nonsense"}])
def test_where_qt_opens_no_window_it_says_so_and_does_not_crash(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    messages = run("--data", str(tmp_path), **changes)
    assert messages.returncode == 2
    assert "window cannot be opened" in messages.stderr
    assert "Traceback" not in messages.stderr
    assert "platform plugin" in (tmp_path / "reader.log").read_text()


@pytest.mark.parametrize("server", ["nonsense", "ftp://news.example", "http://", "http://x:99999"])
def test_an_address_that_is_none_is_refused_in_words(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["--server", server])
    assert ended.value.code == 2
    assert "is no server address" in capsys.readouterr().err


def test_the_address_of_a_page_on_the_command_line_means_its_server() -> None:
    options = app._parser().parse_args(["--server", "HTTPS://News.Example:443/graphql"])
    assert options.server == "https://news.example"


def test_a_person_can_ask_for_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"broadsheet-reader {version('broadsheet')}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_system_can_end_it_and_nothing_is_lost(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "reader.log"
    reader = subprocess.Popen(
        ending_with_us(*PYTHON, "--server", unused_origin(), "--data", tmp_path),
        env=environment(QT_QPA_PLATFORM="offscreen"),
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE
    while not log.exists() and time.monotonic() < deadline:
        time.sleep(0.05)  # its first request fails, and the log says so
    reader.send_signal(number)
    _, errors = reader.communicate(timeout=PATIENCE)
    assert reader.returncode == 0, errors
    assert "Traceback" not in errors
    assert "geometry" in (tmp_path / "settings.ini").read_text()


WITHOUT_QT = """
import sys
sys.modules["PySide6"] = None
from broadsheet_client.app import main
sys.exit(main(["--help"]))
"""


def test_a_person_with_the_server_alone_is_told_how_to_install_the_reader() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT], env=environment(), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "pip install 'broadsheet[reader]'" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="named pipes of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_also_before_it_has_a_window(tmp_path: Path, number: signal.Signals) -> None:
    os.mkfifo(tmp_path / "settings.ini")
    reader = subprocess.Popen(
        ending_with_us(*PYTHON, "--server", unused_origin(), "--data", tmp_path),
        env=environment(QT_QPA_PLATFORM="offscreen"),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # The settings are read before the window is created. The pipe can be opened for writing when the
        # reader has opened it, and lets it go on when it is closed.
        settings = opened_pipe(tmp_path / "settings.ini")
        reader.send_signal(number)
        os.close(settings)
        _, errors = reader.communicate(timeout=PATIENCE)
    finally:
        reader.kill()
    assert reader.returncode == 0, errors
    assert "Traceback" not in errors


def opened_pipe(path: Path) -> int:
    """The writing end of a named pipe, as soon as somebody reads it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads it yet
            assert time.monotonic() < deadline
            time.sleep(0.01)


START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from broadsheet_client.reader import Reader
from pathlib import Path
application = QApplication([])
reader = Reader(application, "http://127.0.0.1:9", None, Path(sys.argv[1]))
reader.open()
application.processEvents()
print(*sorted(sys.modules))
reader.window.close()
reader.close()
"""


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    messages = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    loaded = set(messages.stdout.split())
    assert "broadsheet_client.widgets.window.main_window" in loaded
    for heavy in (
        "asyncio",
        "email_validator",
        "email.message",
        "gql",
        "httpx",
        "sqlmodel",
        "sqlalchemy",
        "strawberry",
        "keyring",
        "cryptography",
        "broadsheet_client.widgets.papers.address_dialog",
        "broadsheet_client.widgets.papers.key_dialog",
        "broadsheet_client.widgets.share.share_dialog",
        "broadsheet_client.widgets.share.outbox_dialog",
        "PySide6.QtSvg",
    ):
        assert heavy not in loaded, heavy


FAULT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication
from broadsheet_client.error_log import start_log
start_log(Path(sys.argv[1]))
application = QApplication([])
QTimer.singleShot(0, lambda: 1 / 0)
QTimer.singleShot(0, lambda: qWarning("something is odd"))
QTimer.singleShot(50, application.quit)
application.exec()
"""


def test_faults_of_python_and_qt_go_to_the_log(tmp_path: Path) -> None:
    messages = subprocess.run(
        [sys.executable, "-c", FAULT, str(tmp_path)],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    log = (tmp_path / "reader.log").read_text()
    assert "ZeroDivisionError" in log
    assert "something is odd" in log
    assert "Traceback" not in messages.stderr


GARBAGE = """
import gc, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from broadsheet_client import app
program = app.load_reader()
print(gc.isenabled())
application = QApplication([])
reader = program.launch(application, "http://127.0.0.1:9", None, Path(sys.argv[1]))
QTimer.singleShot(program.IDLE_WORK_DELAY + 200, application.quit)
application.exec()
print(gc.isenabled(), gc.get_freeze_count() > 10_000)
reader.window.close()
reader.close()
"""


def test_garbage_is_not_looked_for_while_it_starts_and_is_afterwards(tmp_path: Path) -> None:
    messages = subprocess.run(
        [sys.executable, "-c", GARBAGE, str(tmp_path)],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert messages.stdout.split() == ["False", "True", "True"]


SOURCES = """
import linecache
from broadsheet_client import app
app.load_reader()
print(sum(name.endswith("main_window.py") for name in linecache.cache))
"""


def test_the_source_of_its_modules_is_not_kept_in_memory() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", SOURCES],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert printed.stdout.split() == ["0"]
