"""Editors and systems with keys, and the documents that they send."""

from typing import Any

from sqlmodel import select

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.models.articles import Article
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW
from tests.server.schema.api import Api

EDITED = """
    id slug headline section status visibility publicFrom revision
    tombstone { kind note redirectUrl }
    article { headline bodyText bodyHtml updatedAt section { path } }
"""
IMAGE = "id url alt caption credit copyrightNotice usageTerms focalPoint { x y } width height"
ERRORS = "userErrors { code message path }"
HOOK = "webhook { id name url contact document scopes kinds section state pauseReason sequence waiting }"
EDIT_ERRORS = "userErrors { code message path currentRevision differingFields }"
ANSWERS = {
    "publishArticle": f"article {{ {EDITED} }} notes {ERRORS}",
    "upsertArticles": f"results {{ externalReference outcome id slug notes }} {ERRORS}",
    "reviseArticle": f"article {{ {EDITED} }} notes {EDIT_ERRORS}",
    "correctArticle": f"article {{ {EDITED} }} {EDIT_ERRORS}",
    "withdrawArticle": f"article {{ {EDITED} }} {EDIT_ERRORS}",
    "restoreArticle": f"article {{ {EDITED} }} notes {EDIT_ERRORS}",
    "uploadImage": f"image {{ url mediaType width height }} {ERRORS}",
    **dict.fromkeys(("addImage", "updateImage"), f"article {{ {EDITED} }} image {{ {IMAGE} }} {EDIT_ERRORS}"),
    "removeImage": f"article {{ {EDITED} }} {EDIT_ERRORS}",
    **dict.fromkeys(("createSection", "updateSection", "moveSection"), f"section {{ path name }} {ERRORS}"),
    "removeSection": f"isRemoved {ERRORS}",
    **dict.fromkeys(("renameTag", "mergeTags"), f"tag {{ slug label }} {ERRORS}"),
    **dict.fromkeys(("renameAuthor", "mergeAuthors"), f"author {{ slug name }} {ERRORS}"),
    "pinRelated": f"article {{ id }} {ERRORS}",
    "createWebhook": f"{HOOK} secret {ERRORS}",
    **dict.fromkeys(("updateWebhook", "pauseWebhook", "resumeWebhook", "replayWebhook"), f"{HOOK} {ERRORS}"),
    "rotateWebhookSecret": f"webhook {{ previousSecretUntil }} secret {ERRORS}",
    "deleteWebhook": f"deletedId {ERRORS}",
    "testWebhook": f"test {{ payload succeeded error responseStatus responseExcerpt }} {ERRORS}",
}
REVISIONS = """query ($id: ID!, $first: Int, $after: String) {
    editedArticle(id: $id) { revisions(first: $first, after: $after) {
        nodes { number kind actor reason changes { field before after } }
        pageInfo { hasNextPage endCursor }
    } } }"""
ARTICLE = {"headline": "Ferry returns", "bodyHtml": "<p>The ferry sails again.</p>", "section": "harbour"}


def stored_headlines(database: Database) -> list[str]:
    """What articles there are, by their headlines."""
    with database.read() as session:
        return sorted(session.exec(select(Article.headline)))


def with_key(api: Api, database: Database, *scopes: Scope, name: str = "newsroom") -> Api:
    """The same, sent with a key of these scopes."""
    with database.write() as session:
        _, api.key = create_key(session, name, scopes, now=NOW)
    return api


def send(api: Api, mutation: str, **values: Any) -> Any:
    """The payload of a mutation."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {ANSWERS[mutation]} }} }}"
    return api.ask(document, input=values)[mutation]


def done(api: Api, mutation: str, **values: Any) -> Any:
    """The payload of a mutation that nothing is wrong with."""
    payload = send(api, mutation, **values)
    assert payload["userErrors"] == []
    return payload


def error_of(api: Api, mutation: str, **values: Any) -> Any:
    """The only thing that is wrong with a mutation."""
    [error] = send(api, mutation, **values)["userErrors"]
    return error


def errors(api: Api, mutation: str, **values: Any) -> list[tuple[str, str]]:
    """The codes of what is wrong, and where."""
    return [(error["code"], ".".join(error["path"])) for error in send(api, mutation, **values)["userErrors"]]
