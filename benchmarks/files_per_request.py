"""How many of the server's source files a request passes through: those in which a function is called.

    python benchmarks/files_per_request.py [--root CHECKOUT] [--list]

The front page's query and a `shareArticle` are each sent twice to the demo's articles: the first time the
document is parsed and compiled, the second time it is known. What works beside the requests is not counted.
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

FRONT_PAGE = """{ publication { name } sections { path name children { path name } }
  articles(first: 20) { edges { cursor node { id headline summary byline publishedAt section { name path }
    leadImage { url alt } } } pageInfo { hasNextPage endCursor } } }"""
_BESIDE = ("follower", "worker", "lease", "upkeep", "maintenance", "indexing")
"""Parts of the names of files that work beside the requests, now or in earlier commits."""

SHARE = """mutation Share($input: ShareArticleInput!) { shareArticle(input: $input) {
  share { id state } userErrors { code message } } }"""


def main() -> None:
    """Trace the requests on the server of a checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--list", action="store_true", help="name the files too")
    arguments = parser.parse_args()
    server = arguments.root.resolve() / "server"
    for folder in (server, arguments.root.resolve() / "shared"):
        sys.path.insert(0, str(folder))
    with tempfile.TemporaryDirectory() as data:
        key = _prepared(server, Path(data))
        for name, files in asyncio.run(_traced(server / "broadsheet_server", Path(data), key)).items():
            print(f"{name:32} {len(files)}")
            if arguments.list:
                print("".join(f"    {file}\n" for file in sorted(files)), end="")


def _prepared(server: Path, data: Path) -> str:
    """Import the demo's articles; return a key that may share."""
    articles = server / "broadsheet_server" / "demo" / "articles"
    for command in (["import", str(articles)], ["key", "create", "--name", "trace", "--scope", "share"]):
        done = subprocess.run(
            [sys.executable, "-m", "broadsheet_server.cli", *command, "--data", str(data)],
            env={"PYTHONPATH": f"{server}:{server.parent / 'shared'}"},
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout.split()[-1]


async def _traced(package: Path, data: Path, key: str) -> dict[str, set[str]]:
    import httpx2

    from broadsheet_server.app import create_app
    from broadsheet_server.settings import MailSettings, Settings

    mail = MailSettings(host="127.0.0.1", port=9, tls="none", sender="share@courier.example")
    app = create_app(Settings(data=data, mail=mail, public_url="https://news.example"))
    files: dict[str, set[str]] = {}
    recorder = _CallRecorder(package)
    async with app.router.lifespan_context(app):
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test")
        async with client:
            article = (await _sent(client, "{ articles(first: 1) { nodes { id } } }", {}, key))["articles"][
                "nodes"
            ][0]
            for name, query in (("front page", FRONT_PAGE), ("shareArticle", SHARE)):
                for time in ("first", "again"):
                    variables = _share(article["id"], time) if query is SHARE else {}
                    with recorder.recording() as called:
                        await _sent(client, query, variables, key)
                    files[f"{name}, {time}"] = called
    return files


def _share(article: str, name: str) -> dict[str, Any]:
    given = {"article": article, "to": [f"{name}@example.net"], "senderName": "Ada", "idempotencyKey": name}
    return {"input": given}


async def _sent(client: Any, query: str, variables: dict[str, Any], key: str) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if query is SHARE else {}
    answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    body = answer.json()
    if "errors" in body or (query is SHARE and body["data"]["shareArticle"]["userErrors"]):
        raise SystemExit(json.dumps(body, indent=2))
    return body["data"]


class _CallRecorder:
    """Notes the files of a package in which a function is called, in every thread begun after it was made."""

    def __init__(self, package: Path) -> None:
        self._prefix = f"{package}/"
        self._called: set[str] | None = None
        threading.setprofile(self._note)
        sys.setprofile(self._note)

    @contextlib.contextmanager
    def recording(self) -> Iterator[set[str]]:
        """The files called within the block; what works beside the requests is left out."""
        self._called = called = set[str]()
        try:
            yield called
        finally:
            self._called = None
            called -= {name for name in called if any(word in name for word in _BESIDE)}

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        if self._called is None or event != "call" or not file.startswith(self._prefix):
            return
        if function != "<module>":
            self._called.add(file.removeprefix(self._prefix))


if __name__ == "__main__":
    main()
