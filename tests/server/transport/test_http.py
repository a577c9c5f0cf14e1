"""Methods, status codes and headers of the endpoint."""

import pytest

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


def test_a_mutation_by_get_is_refused_and_told_how(api: Api) -> None:
    share = '{article: "x", to: [], senderName: "x", idempotencyKey: "x"}'
    mutation = f"mutation {{ shareArticle(input: {share}) {{ share {{ id }} }} }}"
    response = api.client.get("/graphql", params={"query": mutation})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert code(response) == "METHOD_NOT_ALLOWED"


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
