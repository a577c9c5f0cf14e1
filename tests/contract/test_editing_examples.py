"""The examples of docs/editing.md do what the page says, one after the other."""

import json
import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.app import create_app
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW
from tests.server.schema.api import Api

PAGE = Path(__file__).parents[2] / "docs" / "editing.md"
EXAMPLE = re.compile(r"```graphql\n(.+?)```\s+```json\n(.+?)```", re.DOTALL)


def test_every_example_of_the_page_is_taken_without_an_error(settings: Settings, database: Database) -> None:
    with database.write() as session:
        _, key = create_key(session, "Newsroom", [Scope.EDIT, Scope.INGEST], now=NOW)
    answers: dict[str, Any] = {}
    article = ""
    with TestClient(create_app(settings)) as client:
        api = Api(client)
        api.key = key
        for document, variables in EXAMPLE.findall(PAGE.read_text()):
            data = api.ask(document, **json.loads(variables.replace("{{article}}", article)))
            [(name, payload)] = data.items()
            assert payload.get("userErrors", []) == [], name
            answers[name] = payload
            if name == "publishArticle" and not article:
                article = payload["article"]["id"]
    assert answers["reviseArticle"]["article"]["revision"] == 2
    assert [node["kind"] for node in answers["editedArticle"]["revisions"]["nodes"]] == [
        *("CORRECTED", "REVISED", "PUBLISHED")
    ]
    assert answers["tombstone"]["note"] == "We had the report from one side only."
    assert answers["restoreArticle"]["article"]["visibility"] == "PUBLIC"
    assert [each["outcome"] for each in answers["upsertArticles"]["results"]] == ["CREATED"]
    assert answers["moveSection"]["section"]["path"] == "harbour"
