"""The examples of docs/access.md do what the page says, one after the other."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.app import create_app
from broadsheet_server.cli import main
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.server.schema.api import Api

PAGE = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```graphql\n(.+?)```\s+```json\n(.+?)```", re.DOTALL)


def test_every_document_of_the_page_is_taken_without_an_error(settings: Settings, database: Database) -> None:
    publish(database, section_path="world/asia")
    with database.write() as session:
        _, token = create_key(session, "Admin", [Scope.ADMIN, Scope.AUDIT], now=NOW)
    answers: dict[str, Any] = {}
    key = ""
    with TestClient(create_app(settings)) as client:
        api = Api(client)
        api.key = token
        for document, variables in EXAMPLE.findall(PAGE):
            [(name, answer)] = api.ask(document, **json.loads(variables.replace("{{key}}", key))).items()
            answers[name] = answer
            if name == "createApiKey":
                key = answer["apiKey"]["id"]
            assert not isinstance(answer, dict) or answer.get("userErrors", []) == [], name
    assert answers["createApiKey"]["apiKey"]["sections"] == ["world/asia"]
    assert answers["rotateApiKey"]["apiKey"]["previousPrefix"] == answers["createApiKey"]["apiKey"]["prefix"]
    assert [each["name"] for each in answers["apiKeys"]] == ["Admin", "Asia desk"]
    assert answers["revokeApiKey"]["apiKey"]["revokedAt"] is not None
    [made] = answers["auditEntries"]["nodes"]
    assert made["outcome"] == "DONE"


def test_every_command_of_the_page_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"^(?:KEY=\$\()?broadsheet (.+?)\)?$", PAGE, re.MULTILINE)
    commands += re.findall(r"`broadsheet (key (?:rotate|revoke) .+?)`", PAGE)
    prefix = ""
    assert main(["migrate", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    for command in commands:
        words = shlex.split(command.replace("bs_Q3v8kT2m", prefix))
        assert main([*words, "--data", str(tmp_path)]) == 0, command
        printed = capsys.readouterr().out
        prefix = printed.strip()[:11] if words[:2] in (["key", "create"], ["key", "rotate"]) else prefix
    assert [command.split()[:2] for command in commands] == [
        *(["key", "create"], ["audit", "--last"], ["audit", "--key"], ["audit", "--json"]),
        *(["key", "rotate"], ["key", "revoke"]),
    ]


def test_the_settings_of_the_page_are_settings() -> None:
    [text] = re.findall(r"```toml\n(.+?)```", PAGE, re.DOTALL)
    assert Settings(**tomllib.loads(text)).cors.allowed_origins == ["https://app.example"]


def test_the_page_has_every_scope() -> None:
    assert re.findall(r"^\| `(\w+)` \| to ", PAGE, re.MULTILINE) == [scope.value for scope in Scope]
