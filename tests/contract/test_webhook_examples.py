"""The examples of docs/webhooks.md do what the page says: they make a webhook, and check what it posts."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.operations.webhook_worker import WebhookWorker
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.docs.blocks import DOCS, blocks
from tests.server.schema.api import Api
from tests.server.schema.editing import with_key
from tests.server.webhooks.receiver import Message, Receiver, reaching_receivers

PAGE = DOCS / "webhooks.md"
ADDRESS = "https://cms.example/broadsheet"
_TYPES = re.compile(r": (?:string|Buffer|boolean|Record<string, string \| undefined>)(?=[,)\s])")
_RUN = """
import { readFileSync } from "node:fs";
const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
const genuine = isGenuine(secret, headers, Buffer.from(body));
const forged = isGenuine(secret, headers, Buffer.from(body + " "));
const { "webhook-signature": signature, ...unsigned } = headers;
const wrong = [{ "webhook-timestamp": "now" }, { "webhook-signature": "é" }];
const strangers = [{}, unsigned, ...wrong.map((each) => ({ ...headers, ...each }))];
const taken = strangers.some((each) => isGenuine(secret, each, Buffer.from(body)));
console.log(JSON.stringify([genuine, forged, taken]));
"""


def example(language: str, number: int = 0) -> str:
    """An example of the page in a language."""
    found = [block.text for block in blocks(PAGE) if block.language == language]
    return found[number]


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """The examples do not depend on the store."""
    return sqlite_store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A receiver on loopback is allowed."""
    return reaching_receivers(settings)


@pytest.fixture
def posted(app: Starlette, settings: Settings, database: Database, receiver: Receiver) -> tuple[str, Message]:
    """The secret of the webhook that the page makes, and what it posts. Its log can be asked as well."""
    with TestClient(app) as client:
        api = with_key(Api(client), database, Scope.WEBHOOKS)
        made = api.ask(example("graphql").replace(ADDRESS, receiver.url))["createWebhook"]
        assert made["userErrors"] == []
        publish(database, section_path="world/asia")
        database.dispose()
        deliver(settings)
        log = api.ask(example("graphql", 1), id=made["webhook"]["id"])["webhook"]
        assert (log["state"], log["deliveries"]["nodes"]) == ("ACTIVE", [])
    return made["secret"], receiver.got[0]


def deliver(settings: Settings) -> None:
    """Deliver what is due, with connections of its own."""

    async def run() -> None:
        store = Database(settings.store_url)
        await WebhookWorker(store, settings, GraphQLPayloads(store, settings)).run_until_idle()
        await store.close()

    asyncio.run(run())


def test_the_python_of_the_page_takes_what_is_genuine(posted: tuple[str, Message]) -> None:
    secret, message = posted
    names: dict[str, Any] = {}
    exec(compile(example("python"), "docs/webhooks.md", "exec"), names)
    is_genuine: Callable[..., bool] = names["is_genuine"]
    assert is_genuine(secret, message.headers, message.body)
    assert not is_genuine(secret, message.headers, message.body + b" ")
    old = message.headers | {"webhook-timestamp": str(int(datetime.now(UTC).timestamp()) - 301)}
    assert not is_genuine(secret, old, message.body)
    unsigned = {name: value for name, value in message.headers.items() if name != "webhook-signature"}
    for wrong in ({"webhook-timestamp": "now"}, {"webhook-signature": "é"}):
        assert not is_genuine(secret, message.headers | wrong, message.body)
    assert not is_genuine(secret, unsigned, message.body)
    assert not is_genuine(secret, {}, message.body)


def test_the_typescript_of_the_page_takes_what_is_genuine(
    posted: tuple[str, Message], tmp_path: Path
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here")
    secret, message = posted
    script = tmp_path / "check.mjs"
    script.write_text(_TYPES.sub("", example("ts")).replace("export ", "") + _RUN, encoding="utf-8")
    given = {"secret": secret, "headers": message.headers, "body": message.body.decode()}
    done = subprocess.run(
        [node, script], input=json.dumps(given), capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == [True, False, False]


def test_the_payload_of_the_page_has_the_fields_of_a_real_one(posted: tuple[str, Message]) -> None:
    shown, real = json.loads(example("json")), posted[1].json
    assert shown.keys() == real.keys()
    assert shown["data"]["articleChanged"].keys() <= real["data"]["articleChanged"].keys()
