"""Only web pages and mails leave the reader, through one gate."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

import broadsheet_client
from broadsheet_client.operations.external_url import open_external_url


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reaches the operating system."""
    addresses: list[str] = []

    def open_url(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(open_url))
    return addresses


@pytest.mark.parametrize(
    "address",
    [
        "file:///usr/bin/xterm",
        "FILE:///etc/passwd",
        "smb://host/share",
        "javascript:alert(1)",
        "ms-msdt:/id",
        "vscode://file/etc/passwd",
        "/etc/passwd",
        "http:/etc/passwd",
        "https://",
        "",
    ],
)
def test_no_other_program_is_started(opened: list[str], address: str) -> None:
    assert not open_external_url(address)
    assert opened == []


@pytest.mark.parametrize(
    "address", ["http://a.example/", "https://a.example/b", "mailto:ana@a.example", "tel:+441"]
)
def test_pages_and_mails_are_opened(opened: list[str], address: str) -> None:
    assert open_external_url(address)
    assert opened == [address]


def test_there_is_one_gate() -> None:
    folder = Path(broadsheet_client.__file__).parent
    ways = ("QDesktopServices", "setOpenExternalLinks", "webbrowser", "xdg-open", "os.startfile")
    using = {file.name for file in folder.rglob("*.py") for way in ways if way in file.read_text()}
    assert using == {"external_url.py"}
