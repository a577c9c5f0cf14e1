"""Who may change what a server knows of documents does it by GraphQL, as a deployment does."""

from typing import Any

import pytest
from sqlmodel import col, select

from broadsheet_server.access.registered_documents import sha256_of
from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.server.schema.api import Api
from tests.server.schema.test_sharing import key_with

REGISTER = """mutation ($documents: [String!]!) { registerDocuments(input: {documents: $documents}) {
  documents { documentId operations registeredAt } userErrors { code message path } } }"""
REMOVE = """mutation ($ids: [String!]!) { removeDocuments(input: {documentIds: $ids}) {
  documentIds userErrors { code message path } } }"""
PAGE = "query Page { limits { pageMax } }"
TWO = "{ publication { name } }"
ID, ID_OF_TWO = f"sha256:{sha256_of(PAGE)}", f"sha256:{sha256_of(TWO)}"


@pytest.fixture
def deployer(api: Api, database: Database) -> Api:
    """Somebody whose key allows to register documents."""
    api.key = key_with(database, Scope.DOCUMENTS)
    return api


def register(api: Api, *documents: str) -> Any:
    return api.ask(REGISTER, documents=documents)["registerDocuments"]


def is_known(api: Api, document_id: str) -> bool:
    answer = api.client.post("/graphql", json={"documentId": document_id})
    return answer.status_code == 200 and "data" in answer.json()


def test_documents_are_registered_and_removed(deployer: Api) -> None:
    first, again = register(deployer, PAGE, TWO), register(deployer, TWO, PAGE)

    assert [each["documentId"] for each in first["documents"]] == [ID, ID_OF_TWO]
    assert [each["operations"] for each in first["documents"]] == ["Page", "(unnamed)"]
    assert again["documents"] == first["documents"][::-1]
    assert is_known(deployer, ID)
    assert deployer.ask(REMOVE, ids=[ID])["removeDocuments"] == {"documentIds": [ID], "userErrors": []}
    assert not is_known(deployer, ID)
    assert is_known(deployer, ID_OF_TWO)


def test_the_audit_log_tells_who_registered_and_removed_which(api: Api, database: Database) -> None:
    api.key = key_with(database, Scope.DOCUMENTS, Scope.AUDIT)
    register(api, PAGE, PAGE)
    api.ask(REMOVE, ids=["sha256:x"])
    api.ask(REMOVE, ids=[ID])

    removed, registered = api.ask("{ auditEntries { nodes { action objectId } } }")["auditEntries"]["nodes"]
    assert registered == {"action": "registerDocuments", "objectId": ID}
    assert removed == {"action": "removeDocuments", "objectId": ID}


def test_of_documents_with_a_wrong_one_none_is_registered(deployer: Api) -> None:
    [error] = register(deployer, PAGE, "{ nonsense }")["userErrors"]

    assert (error["code"], error["path"]) == ("INVALID_DOCUMENT", ["input", "documents", "1"])
    assert "nonsense" in error["message"]
    assert not is_known(deployer, ID)


def test_of_documents_with_an_unknown_one_none_is_removed(deployer: Api) -> None:
    register(deployer, PAGE)
    [error] = deployer.ask(REMOVE, ids=[ID, "sha256:x"])["removeDocuments"]["userErrors"]

    assert (error["code"], error["path"]) == ("DOCUMENT_NOT_FOUND", ["input", "documentIds", "1"])
    assert is_known(deployer, ID)


@pytest.mark.parametrize(("count", "code"), [(0, "INVALID_VALUE"), (101, "TOO_MANY")])
def test_a_number_of_documents_beyond_the_limit_is_refused(deployer: Api, count: int, code: str) -> None:
    [error] = register(deployer, *[PAGE] * count)["userErrors"]
    [other] = deployer.ask(REMOVE, ids=[ID] * count)["removeDocuments"]["userErrors"]

    assert (error["code"], error["path"]) == (code, ["input", "documents"])
    assert (other["code"], other["path"]) == (code, ["input", "documentIds"])


def test_another_scope_does_not_allow_it(api: Api, database: Database) -> None:
    api.key = key_with(database, Scope.EDIT, Scope.INGEST, Scope.SHARE)

    assert api.refusal(REGISTER, documents=[PAGE])["code"] == "FORBIDDEN"
    assert api.refusal(REMOVE, ids=[ID])["code"] == "FORBIDDEN"


def test_the_audit_log_has_what_came_and_went(deployer: Api, database: Database) -> None:
    register(deployer, PAGE)
    register(deployer, PAGE, TWO)
    deployer.ask(REMOVE, ids=[ID, "sha256:x"])
    deployer.ask(REMOVE, ids=[ID])

    with database.read() as session:
        logged = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert [(each.action, each.object_id, each.detail) for each in logged] == [
        ("registerDocuments", ID, "Page"),
        ("registerDocuments", ID_OF_TWO, "(unnamed)"),
        ("removeDocuments", ID, None),
    ]
