"""`broadsheet serve` with recorded answers beside it, sent as they are: the most that this server could do.

    STATIC_ANSWERS=FOLDER python benchmarks/static_answers.py serve --port 8080

`/static/NAME` answers with the headers and the body of FOLDER/NAME.json after it has read the request.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadsheet_server.app import create_server
from broadsheet_server.cli import main, serve
from broadsheet_server.settings import Settings
from server_processes import post


def record(port: int, name: str, body: bytes, folder: Path) -> str:
    """Keep the answer to a request; the path that sends it."""
    headers, answer = post(port, body)
    name = name.replace(" ", "-")
    (folder / f"{name}.json").write_text(json.dumps({"headers": headers, "body": answer.decode()}))
    return f"/static/{name}"


def server_with_static_answers(settings: Settings) -> ASGIApp:
    """The server of the command, behind the recorded answers."""
    server = create_server(settings)
    folder = Path(os.environ["STATIC_ANSWERS"])
    recorded = {f"/static/{path.stem}": _messages(path) for path in folder.glob("*.json")}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if (messages := recorded.get(scope.get("path", ""))) is None:
            await server(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        for message in messages:
            await send(message)

    return answer


def _messages(path: Path) -> list[Message]:
    recorded: dict[str, Any] = json.loads(path.read_bytes())
    headers = [(name.encode(), value.encode()) for name, value in recorded["headers"]]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    return [start, {"type": "http.response.body", "body": recorded["body"].encode()}]


if __name__ == "__main__":
    serve.create_server = server_with_static_answers  # type: ignore[attr-defined]
    sys.exit(main())
