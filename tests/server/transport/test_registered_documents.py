"""A client names a document by the SHA-256 under which it was registered, and sends no text of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from broadsheet_server.access.registered_documents import (
    NewDocument,
    register_documents,
    remove_documents,
    sha256_of,
)
from broadsheet_server.app import create_server
from broadsheet_server.execution.known_documents import own_documents
from broadsheet_server.settings import AnswerCacheSettings, DocumentSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import RESPONSE_JSON, Api, code
from tests.server.schema.test_sharing import key_with

PAGE = "query Page($n: Int) { articles(first: $n) { nodes { headline } } }"
SHA256 = sha256_of(PAGE)
ID = f"sha256:{SHA256}"
UNKNOWN = "sha256:" + "0" * 64


def register(database: Database, text: str = PAGE) -> None:
    with database.write() as session:
        document = NewDocument(text, "Page")
        register_documents(session, [document], registered_by="test", now=datetime.now(UTC))


def post(api: Api, **body: object) -> Any:
    return api.client.post("/graphql", json=body, headers={"accept": RESPONSE_JSON})


@pytest.fixture
def trusting(settings: Settings, database: Database) -> Iterator[Api]:
    """A whole server that answers strangers only what it knows."""
    publish(database, headline="The crane")
    documents = DocumentSettings(trusted_only=True)
    with TestClient(create_server(settings.model_copy(update={"documents": documents}))) as client:
        yield Api(client)


def test_a_registered_document_is_named_by_get_and_post(api: Api, database: Database) -> None:
    publish(database, headline="The crane")
    register(database)

    posted = post(api, documentId=ID, variables={"n": 1})
    got = api.client.get("/graphql", params={"documentId": ID, "variables": '{"n": 1}'})
    both = post(api, documentId=ID, query=PAGE, variables={"n": 1})

    assert posted.json()["data"] == {"articles": {"nodes": [{"headline": "The crane"}]}}
    assert got.json() == both.json() == posted.json()


def test_an_id_that_leads_nowhere_is_told(api: Api) -> None:
    wrong = [SHA256, ID.upper(), "sha256:abc", 7]
    unknown = post(api, documentId=UNKNOWN)

    assert (unknown.status_code, code(unknown)) == (404, "DOCUMENT_NOT_FOUND")
    assert {code(post(api, documentId=each)) for each in wrong} == {"ILL_FORMED_REQUEST"}
    assert code(post(api, documentId=UNKNOWN, query=PAGE)) == "ILL_FORMED_REQUEST"


def test_text_that_is_sent_with_its_id_registers_nothing(api: Api) -> None:
    assert post(api, documentId=ID, query=PAGE).status_code == 200
    assert code(post(api, documentId=ID)) == "DOCUMENT_NOT_FOUND"


def test_a_registered_document_is_known_as_an_automatic_persisted_query(api: Api, database: Database) -> None:
    register(database)
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": SHA256}}

    assert post(api, extensions=extensions).status_code == 200


def test_another_server_knows_what_was_registered_until_it_is_removed(
    settings: Settings, database: Database, store_url: str
) -> None:
    """The server keeps the answer, with its ETag; it ends with the document."""
    publish(database)
    other = Database(store_url)
    at_once = settings.model_copy(update={"answer_cache": AnswerCacheSettings(delay_ms=0)})
    with TestClient(create_server(at_once)) as client:
        client.headers["accept"] = RESPONSE_JSON
        address = {"documentId": ID, "variables": '{"n": 2}'}
        assert client.get("/graphql", params=address).status_code == 404
        register(other)
        first = client.get("/graphql", params=address)
        etag = {"if-none-match": first.headers["etag"]}
        again = client.get("/graphql", params=address, headers=etag)
        with other.write() as session:
            assert remove_documents(session, [SHA256]) == [SHA256]
        gone = client.get("/graphql", params=address, headers=etag)
    other.dispose()

    assert first.headers["cache-control"].startswith("public, max-age=0, s-maxage=")
    assert first.headers["cache-tag"] == "article"
    assert (again.status_code, again.content) == (304, b"")
    assert (gone.status_code, code(gone)) == (404, "DOCUMENT_NOT_FOUND")


def test_a_mutation_by_its_id_is_refused_by_get(api: Api, database: Database) -> None:
    register(database, mutation := "mutation { __typename }")

    answer = api.client.get("/graphql", params={"documentId": f"sha256:{sha256_of(mutation)}"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_subscription_by_its_id_is_a_stream(trusting: Api, database: Database) -> None:
    """Also for a client that accepts JSON as well, whose answers are kept otherwise."""
    register(database, text := 'subscription Wrong { articleChanged(after: "55") { sequence } }')
    accept = {"accept": "application/json, text/event-stream"}
    address = {"documentId": f"sha256:{sha256_of(text)}"}
    answer = trusting.client.get("/graphql", params=address, headers=accept)

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "this is another store" in answer.text


def test_strangers_ask_a_trusting_server_only_what_it_knows(trusting: Api, database: Database) -> None:
    refused = trusting.post(PAGE)
    register(database)
    named, in_full = post(trusting, documentId=ID), trusting.post(PAGE)

    assert (refused.status_code, code(refused)) == (403, "DOCUMENT_NOT_TRUSTED")
    assert "documentId" in refused.json()["errors"][0]["message"]
    assert named.status_code == in_full.status_code == 200


def test_a_trusting_server_says_nothing_else_of_other_documents(trusting: Api) -> None:
    others = ["{ nonsense }", "{ __schema", "{ __schema { x } }", "{ __typename articles { nodes { id } } }"]

    assert {code(trusting.post(text)) for text in others} == {"DOCUMENT_NOT_TRUSTED"}


def test_a_trusting_server_keeps_no_automatic_persisted_query(trusting: Api) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": SHA256}}

    assert code(post(trusting, extensions=extensions)) == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert code(post(trusting, extensions=extensions, query=PAGE)) == "DOCUMENT_NOT_TRUSTED"


def test_a_client_that_tries_a_hash_first_sends_a_trusting_server_the_registered_text_next(
    trusting: Api, database: Database
) -> None:
    """Apollo's and urql's clients send the whole text once they are told `PersistedQueryNotSupported`."""
    unknown = post(trusting, extensions={"persistedQuery": {"version": 1, "sha256Hash": SHA256}})
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    register(database)
    assert post(trusting, query=PAGE, variables={"n": 1}).status_code == 200


def test_a_trusting_server_answers_a_key_anything(trusting: Api, database: Database) -> None:
    trusting.key = key_with(database, Scope.SHARE)

    assert trusting.ask(PAGE, n=1)["articles"]["nodes"] == [{"headline": "The crane"}]


def test_a_trusting_server_closes_no_door_but_leaves_another_open(trusting: Api) -> None:
    """Streams and sockets are refused as well."""
    stream = trusting.client.get("/graphql", params={"query": PAGE}, headers={"accept": "text/event-stream"})
    with trusting.client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": PAGE}})
        [error] = socket.receive_json()["payload"]

    assert "DOCUMENT_NOT_TRUSTED" in stream.text
    assert error["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


def test_a_trusting_server_answers_its_own_reader_and_playground(trusting: Api) -> None:
    """And whoever asks for the schema alone, where introspection is allowed."""
    refused = {
        code(answer)
        for text in own_documents().values()
        if "errors" in (answer := trusting.post(text)).json() and "data" not in answer.json()
    }

    assert len(own_documents()) >= 15
    assert refused <= {"BAD_USER_INPUT", "OPERATION_RESOLUTION_FAILURE", "NOT_ACCEPTABLE"}
    assert trusting.post("{ __schema { queryType { name } } }").status_code == 200


def test_documents_of_files_are_known_by_setting(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """A folder, and manifests as relay-compiler, graphql-codegen and Apollo write them."""
    texts = [f"query Page{n} {{ limits {{ pageMax }} }}" for n in range(3)]
    (folder := tmp_path / "folder" / "below").mkdir(parents=True)
    (folder / "page.graphql").write_text(texts[0])
    relay, apollo = tmp_path / "relay.json", tmp_path / "apollo.json"
    relay.write_text(json.dumps({sha256_of(texts[1]): texts[1]}))
    operation = {"id": sha256_of(texts[2]), "name": "Page2", "type": "query", "body": texts[2]}
    apollo.write_bytes(orjson.dumps({"format": "apollo-persisted-query-manifest", "operations": [operation]}))
    documents = DocumentSettings(files=[tmp_path / "folder", relay, apollo])
    with TestClient(create_server(settings.model_copy(update={"documents": documents}))) as client:
        ids = [f"sha256:{sha256_of(text)}" for text in texts]
        answers = [client.get("/graphql", params={"documentId": each}) for each in ids]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
