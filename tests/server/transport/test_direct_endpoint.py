"""Whoever asks the endpoint in front of the application gets the answer of the application, byte for byte."""

import hashlib
from contextlib import closing
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

import orjson
import pytest
from starlette.types import Receive, Send
from starlette.types import Scope as RequestScope

from broadsheet_server.app import create_app
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.connections import WRITE_RESPONSE
from broadsheet_server.transport.direct_endpoint import DirectEndpoint
from broadsheet_server.web.headers import security_headers
from broadsheet_shared.limits import BODY_BYTES_MAX
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.test_sharing import key_with
from tests.server.transport.test_connections import serving

LONG = "{ articles { nodes { headline bodyHtml } } }"
BY_SLUG = "query Page($by: ArticleBy!) { article(by: $by) { headline } }"
SHA256 = hashlib.sha256(LONG.encode()).hexdigest()
JSON = {"content-type": "application/json"}


class Ask(NamedTuple):
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None = None


def post(query: str | None = LONG, headers: dict[str, str] | None = None, **others: object) -> Ask:
    return sent(orjson.dumps({"query": query, **others}), headers)


def sent(body: bytes, headers: dict[str, str] | None = None, method: str = "POST") -> Ask:
    return Ask(method, "/graphql", JSON | (headers or {}), body)


def get(method: str = "GET", headers: dict[str, str] | None = None, **parameters: str) -> Ask:
    return Ask(method, f"/graphql?{urlencode(parameters)}", headers or {})


def by_hash(sha256: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256}}


REQUESTS = {
    "a long answer": post(),
    "gzip": post(headers={"accept-encoding": "gzip, br"}),
    "a short answer, gzip": post("{ limits { pageMax } }", {"accept-encoding": "gzip"}),
    "the old media type": post(headers={"accept": "application/json"}),
    "no media type of ours": post(headers={"accept": "text/html"}),
    "a character set": post(headers={"content-type": 'application/json; charset="UTF-8"'}),
    "another content type": post(headers={"content-type": "text/plain"}),
    "a content coding": post(headers={"content-encoding": "gzip"}),
    "variables": post(BY_SLUG, variables={"by": {"slug": "nowhere"}}),
    "a wrong variable": post(BY_SLUG, variables={"by": 7}),
    "a wrong variable, the old media type": post(BY_SLUG, {"accept": "application/json"}),
    "an error of a field": post("{ limits { pageMax } articles(first: 101) { nodes { id } } }"),
    "too costly": post("{ articles(first: 100) { nodes { related(first: 50) { nodes { tags { id } } } } } }"),
    "a syntax error": post("{ articles"),
    "an unknown field": post("{ nonsense }"),
    "an unknown operation": post(operationName="Nobody"),
    "introspection": post("{ __schema { queryType { name } } }"),
    "a mutation": post("mutation { __typename }"),
    "a document by its text and hash": post(extensions=by_hash(SHA256)),
    "a document by its hash": post(None, extensions=by_hash(SHA256)),
    "an unknown hash": post(None, extensions=by_hash("0" * 64)),
    "no document": post(None),
    "no JSON": sent(b"nonsense"),
    "too long": sent(b" " * (BODY_BYTES_MAX + 1)),
    "an unknown key": post(headers={"authorization": "Bearer nonsense"}),
    "GET": get(query=LONG),
    "GET, gzip": get(query=LONG, headers={"accept-encoding": "gzip"}),
    "GET, variables": get(query=BY_SLUG, variables='{"by": {"slug": "nowhere"}}', operationName="Page"),
    "GET, a mutation": get(query="mutation { __typename }"),
    "GET, nothing": get(),
    "GET, too many parameters": get(**{f"x{number}": "" for number in range(101)}),
    "HEAD": get("HEAD", query=LONG),
    "PUT": sent(b"{}", method="PUT"),
    "OPTIONS": Ask("OPTIONS", "/graphql", {}),
    "a document that nobody has registered": get(documentId="sha256:" + "0" * 64),
    "a method that HTTP has not heard of here": Ask("PROPFIND", "/graphql", {}),
    "a path below": Ask("GET", "/graphql/", {}),
    "a connection that is to be closed": post(headers={"connection": "close"}),
}


class Both:
    """The endpoint in front of the application, and the application alone for who asks it as `routed`."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.direct = DirectEndpoint(self.app, security_headers(remote_images=settings.remote_images))
        self.written = 0

    async def __call__(self, scope: RequestScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (b"x-way", b"routed") in scope["headers"]:
            await self.app(scope, receive, send)
            return
        write = scope["extensions"][WRITE_RESPONSE]["write"]

        def counted(*arguments: object) -> bool:
            is_written = bool(write(*arguments))
            self.written += is_written
            return is_written

        scope["extensions"] = {WRITE_RESPONSE: {"write": counted}}
        await self.direct(scope, receive, send)


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: the way to it is the same."""
    return sqlite_store


@pytest.fixture
def both(settings: Settings) -> Both:
    """A newspaper without introspection and without other servers' images."""
    return Both(settings.model_copy(update={"introspection": False, "remote_images": False}))


def answers(port: int, way: str, ask: Ask) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    """Status, headers without the date, and body of three answers on one connection, as far as it is kept.

    The later ones are written by a plan.
    """
    found = []
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        for _ in range(3):
            connection.request(ask.method, ask.target, ask.body, ask.headers | {"x-way": way})
            response = connection.getresponse()
            headers = [(name, value) for name, value in response.getheaders() if name != "date"]
            found.append((response.status, headers, response.read()))
    return found


def test_both_give_the_same_bytes(both: Both, database: Database) -> None:
    publish(database, body_html=f"<p>{' '.join(map(str, range(6_000)))}</p>")
    keyed = {"a key": post(headers={"authorization": f"Bearer {key_with(database, Scope.SHARE)}"})}
    planned = COUNTS.planned
    with serving(both, lifespan="on", access_log=False, server_header=False) as port:
        for name, ask in (REQUESTS | keyed).items():
            assert answers(port, "direct", ask) == answers(port, "routed", ask), name
    assert COUNTS.planned > planned + 20
    assert both.written > 20
