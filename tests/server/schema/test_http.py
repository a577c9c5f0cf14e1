"""What arrives at the endpoint, and what it is answered with."""

import gzip
import json
from typing import Any

import pytest

from broadsheet_shared.limits import BODY_BYTES_MAX
from tests.server.schema.api import QUESTION, RESPONSE_JSON, Api, code


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: nothing here asks it anything."""
    return sqlite_store


def test_a_question_by_post_is_answered(api: Api) -> None:
    response = api.post(QUESTION)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{RESPONSE_JSON}; charset=utf-8"
    assert response.json()["data"] == {"publication": {"name": "The Courier"}}


def test_a_question_by_get_is_answered(api: Api) -> None:
    query = "query Limits($skip: Boolean!) { limits { pageMax notesMax: noteMax @skip(if: $skip) } }"
    variables = json.dumps({"skip": True})
    response = api.client.get(
        "/graphql", params={"query": query, "variables": variables, "operationName": "Limits"}
    )

    assert response.json()["data"] == {"limits": {"pageMax": 100}}


def test_a_mutation_by_get_is_refused_and_told_how(api: Api) -> None:
    share = '{article: "x", to: [], senderName: "x", idempotencyKey: "x"}'
    mutation = f"mutation {{ shareArticle(input: {share}) {{ share {{ id }} }} }}"
    response = api.client.get("/graphql", params={"query": mutation})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert code(response) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("application/json", "application/json"),
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE_JSON),
        ("application/graphql-response+json;q=0.1, application/json", "application/json"),
        ("*/*", RESPONSE_JSON),
        ("application/*;q=0.5, text/html", RESPONSE_JSON),
        ("", RESPONSE_JSON),
    ],
)
def test_the_answer_comes_in_the_type_the_client_likes_best(api: Api, accept: str, answered: str) -> None:
    response = api.post(QUESTION, accept=accept)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


def test_a_client_that_likes_neither_type_is_told_which_there_are(api: Api) -> None:
    response = api.post(QUESTION, accept="text/html, application/json;q=0")

    assert response.status_code == 406
    assert "application/json" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "status", "expected"),
    [
        ("{ publication { name", 400, "GRAPHQL_PARSE_FAILED"),
        ("{ publication { nom } }", 422, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", 422, "OPERATION_RESOLUTION_FAILURE"),
        ("fragment A on Query { __typename }", 422, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { node(id: $id) { id } }", 422, "BAD_USER_INPUT"),
    ],
)
def test_a_document_that_cannot_be_executed_has_a_status_of_its_own(
    api: Api, query: str, status: int, expected: str
) -> None:
    new, old = api.post(query), api.post(query, accept="application/json")

    assert (new.status_code, code(new)) == (status, expected)
    assert (old.status_code, code(old)) == (200, expected)  # such clients cannot trust another status


def test_an_operation_is_chosen_by_its_name(api: Api) -> None:
    query = "query A { limits { pageMax } } query B { limits { noteMax } }"
    chosen = api.client.post("/graphql", json={"query": query, "operationName": "B"})
    unknown = api.client.post("/graphql", json={"query": query, "operationName": "C"})

    assert chosen.json()["data"] == {"limits": {"noteMax": 500}}
    assert (unknown.status_code, code(unknown)) == (422, "OPERATION_RESOLUTION_FAILURE")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b'{"query":', 400),
        (b"\xff\xfe{", 400),
        (b'{"query": "\\ud800"}', 400),
        (b"[" * 50_000, 400),
        (b"NaN", 400),
        (b"1", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"[]", 422),
        (b'[{"query": "{ __typename }"}]', 422),
        (b"{}", 422),
        (b'{"qeury": "{ __typename }"}', 422),
        (b'{"query": null}', 422),
        (b'{"query": 7}', 422),
        (b'{"query": "  "}', 422),
        (b'{"query": "{ __typename }", "variables": [7]}', 422),
        (b'{"query": "{ __typename }", "variables": "x"}', 422),
        (b'{"query": "{ __typename }", "operationName": 1}', 422),
        (b'{"query": "{ __typename }", "extensions": 1}', 422),
        (b'{"query": "{ __typename \\u0000 }"}', 400),
    ],
)
def test_a_body_that_is_no_request_is_the_senders_fault(api: Api, body: bytes, status: int) -> None:
    response = api.client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert response.status_code == status
    assert code(response) in {"BAD_REQUEST", "ILL_FORMED_REQUEST", "GRAPHQL_PARSE_FAILED"}


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
    ],
)
def test_what_a_foreign_page_could_send_is_refused(api: Api, content_type: str) -> None:
    body = json.dumps({"query": QUESTION}).encode()
    response = api.client.post("/graphql", content=body, headers={"content-type": content_type})

    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_compressed_body_is_refused_unopened(api: Api) -> None:
    body = gzip.compress(json.dumps({"query": QUESTION}).encode())
    headers = {"content-type": "application/json", "content-encoding": "gzip"}

    assert api.client.post("/graphql", content=body, headers=headers).status_code == 415


def test_a_body_over_the_limit_is_refused_before_it_is_read_whole(api: Api) -> None:
    read = 0

    def endless() -> Any:
        nonlocal read
        while read < 100 * BODY_BYTES_MAX:
            read += 1024
            yield b" " * 1024

    headers = {"content-type": "application/json"}
    declared = api.client.post("/graphql", content=b" " * (BODY_BYTES_MAX + 1), headers=headers)
    response = api.client.post("/graphql", content=endless(), headers=headers)

    assert [declared.status_code, response.status_code] == [413, 413]
    assert str(BODY_BYTES_MAX) in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_told_which_are_allowed(api: Api, method: str) -> None:
    response = api.client.request(method, "/graphql")

    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert code(response) == "METHOD_NOT_ALLOWED"


def test_head_is_answered_like_get_without_a_body(api: Api) -> None:
    response = api.client.head("/graphql", params={"query": QUESTION})

    assert (response.status_code, response.content) == (200, b"")


def test_an_answer_says_what_it_cost(api: Api) -> None:
    body = api.post("{ articles(first: 7) { nodes { id slug } } }").json()

    assert body["extensions"]["cost"] == {"requested": 1 + 1 + 7 * 2, "maximum": 30_000}
