"""A real browser for the tests: headless Chromium, driven over its DevTools protocol."""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

from tests.processes import ending_with_us

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WAITED_AT_MOST = 20.0
_NO_INTERNET = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
_QUIET = (  # noqa: SIM905 (a line of switches reads best as a line)
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --disable-extensions --no-first-run --no-default-browser-check --mute-audio "
    "--hide-scrollbars --remote-debugging-port=0"
).split()


class Tab:
    """One page. Its methods wait until what they asked for has happened."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self.console: list[str] = []
        self.requested: list[str] = []
        self.sent: list[dict[str, str]] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.send("Network.setCacheDisabled", cacheDisabled=True)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command and return its result."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = self._receive()
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                result: dict[str, Any] = message["result"]
                return result

    def open(self, url: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Show a page in a window of that size, and wait until it and its pictures are there."""
        mode = "dark" if dark else "light"
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": mode}])
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.console.clear()
        self.requested.clear()
        self.sent.clear()
        self.send("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")
        self.run("for (const image of document.images) image.loading = 'eager'")
        self.run("Promise.allSettled([...document.images].map(image => image.decode()))")
        self.run("new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window so large."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **size)

    def run(self, script: str) -> Any:
        """The value of an expression, or of the promise that it is."""
        answer = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until the expression is true; the test fails when that takes too long."""
        deadline = time.monotonic() + WAITED_AT_MOST
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < deadline, f"still not so: {condition}"
            time.sleep(0.02)

    def press(self, key: str, *, modifiers: int = 0, text: str = "") -> None:
        """Press a key; modifiers are 1 Alt, 2 Ctrl, 4 Meta, 8 Shift."""
        codes = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, " ": 32}
        common = {"key": key, "code": key, "modifiers": modifiers, "windowsVirtualKeyCode": codes.get(key, 0)}
        self.send("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.send("Input.insertText", text=text)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Save what is seen, or the whole page."""
        options: dict[str, Any] = {"captureBeyondViewport": whole}
        if whole:
            size = self.send("Page.getLayoutMetrics")["cssContentSize"]
            options["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.send("Page.captureScreenshot", format="png", **options)["data"]
        path.write_bytes(base64.b64decode(data))

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=WAITED_AT_MOST))
        told = message.get("params", {})
        if message.get("method") == "Log.entryAdded":
            self.console.append(f"{told['entry']['level']}: {told['entry']['text']}")
        elif message.get("method") == "Runtime.consoleAPICalled":
            self.console.append(f"{told['type']}: {told['args']}")
        elif message.get("method") == "Runtime.exceptionThrown":
            self.console.append(f"exception: {told['exceptionDetails']}")
        elif message.get("method") == "Network.requestWillBeSent":
            self.requested.append(told["request"]["url"])
            self.sent.append(told["request"]["headers"])
        return message


@contextmanager
def chromium() -> Iterator[Tab]:
    """Start a browser with a profile of its own; end it and forget the profile afterwards."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(prefix="broadsheet-chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            ending_with_us(PROGRAM, *_QUIET, _NO_INTERNET, f"--user-data-dir={profile}", "about:blank"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connect(_page_address(Path(profile)), max_size=None, proxy=None) as connection:
                yield Tab(connection)
        finally:
            process.terminate()
            process.wait(timeout=WAITED_AT_MOST)


def _page_address(profile: Path) -> str:
    """Chromium writes the port it chose into its profile, and lists its pages there."""
    deadline = time.monotonic() + WAITED_AT_MOST
    while time.monotonic() < deadline:
        try:
            port = (profile / "DevToolsActivePort").read_text().split()[0]
            with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=2) as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                address: str = pages[0]["webSocketDebuggerUrl"]
                return address
        except (OSError, IndexError, URLError):
            pass
        time.sleep(0.05)
    raise AssertionError("Chromium did not start")
