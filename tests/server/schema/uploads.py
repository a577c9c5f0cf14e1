"""Editors' programs that send files, by the GraphQL multipart request specification."""

import json
from typing import Any

import httpx2

from tests.server.schema.api import RESPONSE_JSON, Api
from tests.server.schema.editing import ANSWERS

PREFLIGHT = {"GraphQL-Require-Preflight": "1"}


def post_parts(
    api: Api, operations: Any, places: Any, files: dict[str, bytes], headers: dict[str, str] | None = None
) -> httpx2.Response:
    """Whatever is answered to a request of these parts."""
    parts = {name: (f"{name}.png", content, "image/png") for name, content in files.items()}
    sent = {"accept": RESPONSE_JSON} | (PREFLIGHT if headers is None else headers)
    if api.key is not None:
        sent["authorization"] = f"Bearer {api.key}"
    data = {"operations": json.dumps(operations), "map": json.dumps(places)}
    return api.client.post("/graphql", data=data, files=parts, headers=sent)


def uploading(mutation: str, **values: Any) -> dict[str, Any]:
    """The operation of a mutation whose file comes with it."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {ANSWERS[mutation]} }} }}"
    return {"query": document, "variables": {"input": {**values, "file": {"upload": None}}}}


def upload(api: Api, mutation: str, content: bytes, **values: Any) -> Any:
    """The payload of a mutation with a file."""
    places = {"picture": ["variables.input.file.upload"]}
    response = post_parts(api, uploading(mutation, **values), places, {"picture": content})
    assert response.status_code == 200, response.text
    return response.json()["data"][mutation]
