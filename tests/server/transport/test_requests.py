"""Requests by GET and POST, well formed and not."""

import gzip
import json
from typing import Any

import pytest

from broadsheet_shared.limits import BODY_BYTES_MAX
from tests.server.schema.api import QUESTION, Api, code


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: nothing here asks it anything."""
    return sqlite_store


def test_a_question_by_get_is_answered(api: Api) -> None:
    query = "query Limits($skip: Boolean!) { limits { pageMax notesMax: noteMax @skip(if: $skip) } }"
    variables = json.dumps({"skip": True})
    response = api.client.get(
        "/graphql", params={"query": query, "variables": variables, "operationName": "Limits"}
    )

    assert response.json()["data"] == {"limits": {"pageMax": 100}}


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
        (b"1", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"[]", 400),
        (b'[{"query": "{ __typename }"}]', 400),
        (b"{}", 400),
        (b'{"qeury": "{ __typename }"}', 400),
        (b'{"query": null}', 400),
        (b'{"query": 7}', 400),
        (b'{"query": "  "}', 400),
        (b'{"query": "{ __typename }", "variables": [7]}', 400),
        (b'{"query": "{ __typename }", "variables": "x"}', 400),
        (b'{"query": "{ __typename }", "operationName": 1}', 400),
        (b'{"query": "{ __typename }", "extensions": 1}', 400),
        (b'{"query": "{ __typename \\u0000 }"}', 400),
    ],
)
def test_a_body_that_is_no_request_is_the_senders_fault(api: Api, body: bytes, status: int) -> None:
    response = api.client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert response.status_code == status
    assert code(response) in {"BAD_REQUEST", "ILL_FORMED_REQUEST", "GRAPHQL_PARSE_FAILED"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The request is empty; it has to be JSON in UTF-8."),
        (
            b'{\n"query": "{ id }",}',
            "The request is not JSON in UTF-8: trailing comma is not allowed at line 2, ",
        ),
        (b'{"query": "\xe9"}', "The request is not JSON in UTF-8: byte 11 is not UTF-8."),
        (b'{"query": 7}', "`query` is not a string."),
        (b'{"query": null}', "`query` is missing: the text of a GraphQL document."),
    ],
)
def test_the_sender_of_a_wrong_body_is_told_what_is_wrong_and_where(
    api: Api, body: bytes, sentence: str
) -> None:
    response = api.client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.json()["errors"][0]["message"].startswith(sentence)


@pytest.mark.parametrize("name", ["variables", "extensions"])
def test_the_author_of_a_wrong_address_is_told_which_parameter_it_is(api: Api, name: str) -> None:
    response = api.client.get("/graphql", params={"query": QUESTION, name: '{"first": }'})
    [error] = response.json()["errors"]
    assert error["message"].startswith(f"`{name}` in the address is not JSON in UTF-8: ")
    assert error["message"].endswith("at line 1, column 11.")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/json; charset=utf-16",
    ],
)
def test_what_a_foreign_page_could_send_is_refused(api: Api, content_type: str) -> None:
    body = json.dumps({"query": QUESTION}).encode()
    response = api.client.post("/graphql", content=body, headers={"content-type": content_type})

    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_form_with_files_of_a_foreign_page_is_refused(api: Api) -> None:
    """A page of another origin cannot send the header that is missing without asking first."""
    headers = {"content-type": "multipart/form-data; boundary=x"}
    response = api.client.post("/graphql", content=b"--x--", headers=headers)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert "GraphQL-Require-Preflight" in response.json()["errors"][0]["message"]


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


def test_an_address_with_thousands_of_parameters_is_refused_unread(api: Api) -> None:
    response = api.client.get("/graphql?query=%7B__typename%7D" + "&a" * 20_000)

    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")
    assert "more than 100 parameters" in response.json()["errors"][0]["message"]
