"""Methods, status codes and headers of the endpoint."""

import pytest

from broadsheet_server.settings import Settings
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
        ("{ publication { nom } }", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", 400, "OPERATION_RESOLUTION_FAILURE"),
        ("fragment A on Query { __typename }", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { node(id: $id) { id } }", 400, "BAD_USER_INPUT"),
    ],
)
def test_a_document_that_cannot_be_executed_has_a_status_of_its_own(
    api: Api, query: str, status: int, expected: str
) -> None:
    new, old = api.post(query), api.post(query, accept="application/json")

    assert (new.status_code, code(new)) == (status, expected)
    assert (old.status_code, code(old)) == (200, expected)  # such clients cannot trust another status


def test_the_draft_to_the_letter_is_a_setting(api: Api, settings: Settings) -> None:
    """Then `application/json` has the same statuses, and is answered to those alone who name it."""
    state = api.client.app.state  # type: ignore[attr-defined]
    state.settings = settings.model_copy(update={"http_statuses": "draft"})
    refused = [api.post("{ nonsense }", accept=accept) for accept in ("application/json", "*/*")]
    wrong_variable = api.post("query ($id: ID!) { node(id: $id) { id } }")

    assert [answer.status_code for answer in refused] == [422, 422]
    assert [answer.headers["content-type"].split(";")[0] for answer in refused] == [
        "application/json",
        RESPONSE_JSON,
    ]
    assert wrong_variable.status_code == api.client.post("/graphql", json={}).status_code == 422


def test_an_operation_is_chosen_by_its_name(api: Api) -> None:
    query = "query A { limits { pageMax } } query B { limits { noteMax } }"
    chosen = api.client.post("/graphql", json={"query": query, "operationName": "B"})
    unknown = api.client.post("/graphql", json={"query": query, "operationName": "C"})

    assert chosen.json()["data"] == {"limits": {"noteMax": 500}}
    assert (unknown.status_code, code(unknown)) == (400, "OPERATION_RESOLUTION_FAILURE")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_another_method_is_told_which_are_allowed(api: Api, method: str) -> None:
    response = api.client.request(method, "/graphql")

    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert code(response) == "METHOD_NOT_ALLOWED"


def test_options_says_what_is_allowed(api: Api) -> None:
    response = api.client.options("/graphql")

    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert {"content-length", "content-type"}.isdisjoint(response.headers)


@pytest.mark.parametrize("accepted", ["text/event-stream", "image/png"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("OPTIONS", "/graphql", 204),
        ("PUT", "/graphql", 405),
        ("GET", "/graphql/", 308),
        ("POST", "/graphql/", 308),
    ],
)
def test_a_wrong_method_or_address_is_told_whatever_is_accepted(
    api: Api, method: str, path: str, status: int, accepted: str
) -> None:
    response = api.client.request(method, path, headers={"accept": accepted}, follow_redirects=False)
    assert response.status_code == status


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_address_with_a_slash_leads_to_the_endpoint(api: Api, method: str) -> None:
    """Never to the host that the client names."""
    headers = {"host": "elsewhere.example"}
    response = api.client.request(
        method, "/graphql/", params={"query": QUESTION}, headers=headers, follow_redirects=False
    )

    assert response.status_code == 308
    assert response.headers["location"].startswith("/graphql?query=")
    assert code(response) == "PERMANENT_REDIRECT"


def test_head_is_answered_like_get_without_a_body(api: Api) -> None:
    response = api.client.head("/graphql", params={"query": QUESTION})

    assert (response.status_code, response.content) == (200, b"")


def test_an_answer_says_what_it_cost(api: Api) -> None:
    body = api.post("{ articles(first: 7) { nodes { id slug } } }").json()

    assert body["extensions"]["cost"] == {"requested": 1 + 1 + 7 * 2, "maximum": 30_000}
