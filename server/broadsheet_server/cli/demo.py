"""`broadsheet demo`: start the demo newspaper, and its reader where there is a display."""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from broadsheet_server.cli.serve import listen_error, serve, startup_error
from broadsheet_server.demo import newspaper
from broadsheet_server.operations.logs import start_logging
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.settings import MailSettings, Settings

DEFAULT_PORT = 8080
STARTING_SECONDS = 30


def run(arguments: argparse.Namespace) -> int:
    """Import the demo's articles, open the reader, serve until SIGINT or SIGTERM."""
    start_logging(level=30)
    newspaper.prepare_data_folder(arguments.data)
    settings = _settings(arguments.data, arguments.port or _next_free_port())
    if error := startup_error(settings):
        print(error, file=sys.stderr)
        return 2
    key = _prepare(settings)
    threading.Thread(target=_welcome, args=(settings, key, arguments.no_reader), daemon=True).start()
    serve(settings)
    return 0


def _welcome(settings: Settings, key: str, no_reader: bool) -> None:
    """Once the newspaper is complete, with its related news, say where it is and open the reader."""
    if not server_is_ready(settings):
        print("  The search index and related news are still being built; they follow.", flush=True)
    _print_addresses(settings)
    if no_reader or not _has_display():
        _print_reader_command(settings, no_display=not no_reader)
    else:
        open_reader(settings, key)


def _settings(data: Path, port: int) -> Settings:
    configured = Settings(data=data)
    mail = configured.mail.model_copy(update={"host": "127.0.0.1", "port": _free_port(), "tls": "none"})
    return Settings(data=data, port=port, mail=MailSettings(**mail.model_dump()), demo_mailbox=True)


def _prepare(settings: Settings) -> str:
    print(f"Preparing {settings.publication.name} in {settings.data}/ …", flush=True)
    database = open_store(settings)
    try:
        counts = Counter(str(item.outcome) for item in newspaper.import_articles(database, settings))
        print(
            "  articles: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())),
            flush=True,
        )
        return newspaper.reader_key(database, settings)
    finally:
        database.dispose()


def _print_addresses(settings: Settings) -> None:
    print(
        f"\n  {settings.publication.name} is at\n"
        f"    home page    {settings.base_url}/\n"
        f"    playground   {settings.base_url}/playground\n"
        f"    sent mail    {settings.base_url}/mailbox\n\n"
        "  Ctrl+C ends it.\n",
        flush=True,
    )


def _print_reader_command(settings: Settings, *, no_display: bool) -> None:
    if no_display:
        print("  There is no display here, so the reader's window stays closed; the server serves on.")
    print(
        f"  Open the reader elsewhere with: broadsheet-reader --server {settings.base_url}\n"
        f"  (its key for sharing is in {newspaper.key_file(settings)})\n",
        flush=True,
    )


def _has_display() -> bool:
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_reader(settings: Settings, key: str) -> None:
    """Run the reader. When its window is closed, the server goes on."""
    environment = {**os.environ, "BROADSHEET_READER_KEY": key}
    data = str(settings.data / "reader")  # the demo writes nothing outside its folder
    reader = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "broadsheet_client.app", "--server", settings.base_url, "--data", data],
        env=environment,
        check=False,
    )
    if reader.returncode == 0:
        print("  The reader was closed; the server serves on. Ctrl+C ends it.", flush=True)
    else:
        print("  The reader could not start (see above); the server serves on.", flush=True)


def server_is_ready(settings: Settings) -> bool:
    """Whether the server is ready within STARTING_SECONDS. It is asked directly, whatever proxy is set."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        try:
            with direct.open(f"{settings.base_url}/readyz", timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _next_free_port() -> int:
    ports = range(DEFAULT_PORT, DEFAULT_PORT + 20)
    return next((port for port in ports if listen_error("127.0.0.1", port) is None), DEFAULT_PORT)
