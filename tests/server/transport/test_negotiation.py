"""A response has the media type that the client prefers."""

import pytest

from tests.server.schema.api import QUESTION, RESPONSE_JSON, Api


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: nothing here asks it anything."""
    return sqlite_store


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("application/json", "application/json"),
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE_JSON),
        ("application/graphql-response+json;q=0.1, application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*;q=0.5, text/html", "application/json"),
        ("", "application/json"),
        ("application/graphql-response+json, */*", RESPONSE_JSON),
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
