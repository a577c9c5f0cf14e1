"""A client sends a document once, and from then on only its hash, by an address that caches can keep."""

import hashlib
import json
from typing import Any

import pytest

from tests.server.schema.api import Api, code

QUERY = "query Page($n: Int) { limits { pageMax @skip(if: false) } articles(first: $n) { nodes { id } } }"
SHA256 = hashlib.sha256(QUERY.encode()).hexdigest()
UNKNOWN = "0" * 64


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: it is asked for nothing but an empty page."""
    return sqlite_store


def by_hash(sha256: object) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256}}


def get(api: Api, sha256: str, **parameters: str) -> Any:
    extensions = json.dumps(by_hash(sha256))
    return api.client.get("/graphql", params={"extensions": extensions, **parameters})


def test_a_document_that_was_sent_once_is_known_by_its_hash(api: Api) -> None:
    first = api.client.post("/graphql", json={"query": QUERY, "extensions": by_hash(SHA256)})
    again = get(api, SHA256, variables='{"n": 3}')
    posted = api.client.post("/graphql", json={"extensions": by_hash(SHA256), "variables": {"n": 3}})

    assert first.status_code == again.status_code == posted.status_code == 200
    assert again.json()["data"] == posted.json()["data"] == first.json()["data"]


def test_a_hash_that_is_not_known_is_told_as_clients_expect_it(api: Api) -> None:
    as_graphql = get(api, UNKNOWN)
    as_json = api.client.post(
        "/graphql", json={"extensions": by_hash(UNKNOWN)}, headers={"accept": "application/json"}
    )

    assert (as_graphql.status_code, code(as_graphql)) == (404, "PERSISTED_QUERY_NOT_FOUND")
    assert (as_json.status_code, code(as_json)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert as_json.json()["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    ("query", "sha256", "sentence"),
    [
        (QUERY, UNKNOWN, "not that of the document"),
        (QUERY, SHA256.upper(), "64 lower-case"),
        (None, "x", "64 lower-case"),
        (None, 7, "`query` is missing"),
        (7, SHA256, "`query` is not a string"),
    ],
)
def test_a_hash_that_is_wrong_is_said_to_be(api: Api, query: object, sha256: object, sentence: str) -> None:
    response = api.client.post("/graphql", json={"query": query, "extensions": by_hash(sha256)})

    assert (response.status_code, code(response)) == (400, "ILL_FORMED_REQUEST")
    assert sentence in response.json()["errors"][0]["message"]


def test_what_is_not_valid_is_not_kept(api: Api) -> None:
    wrong = "{ nonsense }"
    sha256 = hashlib.sha256(wrong.encode()).hexdigest()
    refused = api.client.post("/graphql", json={"query": wrong, "extensions": by_hash(sha256)})

    assert code(refused) == "GRAPHQL_VALIDATION_FAILED"
    assert code(get(api, sha256)) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_mutation_by_its_hash_still_has_to_be_posted(api: Api) -> None:
    mutation = "mutation { __typename }"
    sha256 = hashlib.sha256(mutation.encode()).hexdigest()
    api.client.post("/graphql", json={"query": mutation, "extensions": by_hash(sha256)})

    assert get(api, sha256).status_code == 405


def test_another_version_of_the_protocol_is_refused_so_that_apollo_falls_back(api: Api) -> None:
    extensions = {"persistedQuery": {"version": 2, "sha256Hash": SHA256}}
    refused = api.client.post("/graphql", json={"query": QUERY, "extensions": extensions})

    assert code(refused) == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert refused.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
