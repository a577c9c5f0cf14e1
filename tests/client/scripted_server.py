"""A real HTTP server on loopback with scripted responses."""

import json
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, TypeAlias

JSON = "application/json"


@dataclass(frozen=True)
class ScriptedResponse:
    """One response."""

    body: bytes = b""
    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    hold: Event | None = None
    """Wait for this event before responding."""
    cut_after: int | None = None
    """Announce the whole body, send this many bytes of it, and close the connection; -1 closes it before the
    status line.
    """


@dataclass(frozen=True)
class RecordedRequest:
    """A request that the server received."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


Script: TypeAlias = "ScriptedResponse | Callable[[RecordedRequest], ScriptedResponse]"


class ScriptedServer:
    """Responds with the items of `script` in order, then with `default`."""

    def __init__(self, port: int = 0) -> None:
        self.script: deque[Script] = deque()
        self.default: Script = ScriptedResponse(status=500, body=b"nothing was scripted")
        self.requests: list[RecordedRequest] = []
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.script = self
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def origin(self) -> str:
        """The origin that it listens on."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def enqueue(self, *answers: Script) -> None:
        """Add responses to the script."""
        self.script.extend(answers)

    def enqueue_data(self, **data: Any) -> None:
        """Add a GraphQL response to the script."""
        self.enqueue(data_response(**data))

    def calls(self, name: str) -> list[dict[str, Any]]:
        """The variables of every request of one operation."""
        bodies = [request.json for request in self.requests if request.method == "POST"]
        return [body["variables"] for body in bodies if body["operationName"] == name]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def respond_to(self, request: RecordedRequest) -> ScriptedResponse:
        """Record the request, and take the next response."""
        self.requests.append(request)
        script_item = self.script.popleft() if self.script else self.default
        return script_item if isinstance(script_item, ScriptedResponse) else script_item(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    script: ScriptedServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        assert isinstance(self.server, _Server)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        response = self.server.script.respond_to(
            RecordedRequest(self.command, self.path, dict(self.headers), body)
        )
        if response.hold:
            response.hold.wait(10)
        if response.cut_after is not None:
            self.close_connection = True
        if response.cut_after != -1:
            self._send(response)

    def _send(self, response: ScriptedResponse) -> None:
        try:
            self.send_response(response.status)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body[: response.cut_after])
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def log_message(self, *_: object) -> None:
        """No log: tests read `requests`."""


def data_response(**data: Any) -> ScriptedResponse:
    """A GraphQL response without errors."""
    return ScriptedResponse(
        json.dumps({"data": data}).encode(), content_type="application/graphql-response+json"
    )


def error_response(
    message: str, code: str | None = None, *, status: int = 200, **extensions: Any
) -> ScriptedResponse:
    """A GraphQL response with one error."""
    error: dict[str, Any] = {"message": message}
    if code:
        error["extensions"] = {"code": code, **extensions}
    return ScriptedResponse(json.dumps({"errors": [error]}).encode(), status)


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """A server that stops listening in the end."""
    server = ScriptedServer()
    try:
        yield server
    finally:
        server.close()


def unused_origin() -> str:
    """An origin that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
