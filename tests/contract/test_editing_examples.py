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
from tests.pictures import png
from tests.server.schema.api import Api
from tests.server.schema.uploads import post_parts

PAGE = Path(__file__).parents[2] / "docs" / "editing.md"
COMMAND = re.compile(r"'GraphQL-Require-Preflight: 1' .+?operations='(.+?)'.+?map='(.+?)'", re.DOTALL)
EXAMPLE = re.compile(r"```graphql\n(.+?)```\s+```json\n(.+?)```", re.DOTALL)


def uploaded_as_the_page_says(api: Api) -> str:
    """The address of an image that was sent by the command of the page."""
    found = COMMAND.search(PAGE.read_text())
    assert found is not None
    operations, places = map(json.loads, found.groups())
    [name] = places
    response = post_parts(api, operations, places, {name: png()})
    url: str = response.json()["data"]["uploadImage"]["image"]["url"]
    return url


def test_every_example_of_the_page_is_taken_without_an_error(settings: Settings, database: Database) -> None:
    with database.write() as session:
        _, key = create_key(session, "Newsroom", [Scope.EDIT, Scope.INGEST], now=NOW)
    answers: dict[str, Any] = {}
    article = ""
    with TestClient(create_app(settings)) as client:
        api = Api(client)
        api.key = key
        image = uploaded_as_the_page_says(api)
        for document, variables in EXAMPLE.findall(PAGE.read_text()):
            values = variables.replace("{{article}}", article).replace("{{image}}", image)
            data = api.ask(document, **json.loads(values))
            [(name, payload)] = data.items()
            assert payload.get("userErrors", []) == [], name
            answers[name] = payload
            if name == "publishArticle" and not article:
                article = payload["article"]["id"]
    assert answers["reviseArticle"]["article"]["revision"] == 2
    assert [node["kind"] for node in answers["editedArticle"]["revisions"]["nodes"]] == [
        *("CORRECTED", "REVISED", "REVISED", "PUBLISHED")
    ]
    assert answers["addImage"]["image"]["focalPoint"] == {"x": 0.5, "y": 0.3}
    assert answers["tombstone"]["note"] == "We had the report from one side only."
    assert answers["restoreArticle"]["article"]["visibility"] == "PUBLIC"
    assert [each["outcome"] for each in answers["upsertArticles"]["results"]] == ["CREATED"]
    assert answers["moveSection"]["section"]["path"] == "harbour"
