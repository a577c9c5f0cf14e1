"""Files come by the GraphQL multipart request specification, bounded, and from no page of another site."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import uploads
from broadsheet_shared.limits import UPLOADS_MAX
from broadsheet_shared.vocabulary import Scope
from tests.pictures import png
from tests.server.schema.api import Api, code
from tests.server.schema.editing import with_key
from tests.server.schema.uploads import post_parts, upload, uploading

OPERATION = uploading("uploadImage")
PLACES = {"0": ["variables.input.file.upload"]}


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Nothing here depends on the database."""
    return sqlite_store


@pytest.fixture
def editor(api: Api, database: Database) -> Api:
    """Somebody with a key that allows to edit."""
    return with_key(api, database, Scope.EDIT)


def test_a_page_of_another_site_cannot_send_one(editor: Api) -> None:
    refused = post_parts(editor, OPERATION, PLACES, {"0": png()}, headers={})
    assert (refused.status_code, code(refused)) == (400, "BAD_REQUEST")
    assert "GraphQL-Require-Preflight" in refused.text
    for name in ("GraphQL-Require-Preflight", "Apollo-Require-Preflight", "GraphQL-Preflight"):
        taken = post_parts(editor, OPERATION, PLACES, {"0": png()}, headers={name: "true"})
        assert taken.json()["data"]["uploadImage"]["userErrors"] == []


def test_nothing_is_read_of_somebody_who_may_not_send_images(api: Api, database: Database) -> None:
    assert post_parts(api, OPERATION, PLACES, {"0": png()}).status_code == 401
    with_key(api, database, Scope.INGEST)
    assert code(post_parts(api, OPERATION, PLACES, {"0": png()})) == "FORBIDDEN"
    batch = pending_records(database).take()
    assert batch is not None
    assert [act.action for _, act in batch.refusals] == ["files", "files"]


@pytest.mark.parametrize(
    ("operations", "places", "files"),
    [
        ([OPERATION], PLACES, ("0",)),
        (OPERATION, [], ("0",)),
        (OPERATION, {}, ("0",)),
        (OPERATION, PLACES, ()),
        (OPERATION, {"0": "variables.input.file.upload"}, ("0",)),
        (OPERATION, {"0": ["variables.input.file.none"]}, ("0",)),
        (OPERATION, {"0": ["variables.input.file"]}, ("0",)),
        (OPERATION, {"0": ["query"]}, ("0",)),
        (OPERATION, {"0": ["variables"]}, ("0",)),
        (OPERATION, {"0": ["variables.input.0.upload"]}, ("0",)),
        (OPERATION, {"0": ["variables." * 10_000]}, ("0",)),
        (OPERATION, {"0": PLACES["0"] * (UPLOADS_MAX + 1)}, ("0",)),
        (OPERATION, {"0": PLACES["0"] * 2}, ("0",)),
    ],
)
def test_parts_that_do_not_fit_together_are_told(
    editor: Api, operations: Any, places: Any, files: tuple[str, ...]
) -> None:
    refused = post_parts(editor, operations, places, dict.fromkeys(files, png()) or {"1": png()})
    assert (refused.status_code, code(refused)) == (400, "ILL_FORMED_REQUEST")


def test_an_upload_is_a_file_and_nothing_else(editor: Api) -> None:
    variables = {"input": {"file": {"upload": "picture.png"}}}
    refused = editor.post(OPERATION["query"], variables)
    assert "multipart" in refused.json()["errors"][0]["message"]


def test_files_are_bounded_and_none_stays(
    editor: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(uploads, "UPLOAD_BYTES_MAX", 200_000)
    places = {str(number): PLACES["0"] for number in range(UPLOADS_MAX + 1)}
    many = post_parts(editor, OPERATION, places, dict.fromkeys(places, b"x"))
    assert (many.status_code, code(many)) == (413, "PAYLOAD_TOO_LARGE")
    large = post_parts(editor, OPERATION, PLACES, {"0": bytes(200_001)})
    assert (large.status_code, code(large)) == (413, "PAYLOAD_TOO_LARGE")
    assert large.headers["connection"] == "close"
    assert upload(editor, "uploadImage", bytes(200_000))["userErrors"][0]["code"] == "IMAGE_REFUSED"
    assert list(folder.iterdir()) == []


def test_a_body_that_is_not_of_parts_is_told(editor: Api) -> None:
    headers = {
        "content-type": "multipart/form-data; boundary=x",
        "graphql-require-preflight": "1",
        "authorization": f"Bearer {editor.key}",
    }
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--'
    for body in (b"", b"nonsense", b"--x\r\n\r\nfoo", part):
        refused = editor.client.post("/graphql", content=body, headers=headers)
        assert refused.status_code in (400, 422), body
        assert "errors" in refused.json()
    headers["content-type"] = "multipart/form-data"
    assert editor.client.post("/graphql", content=b"x", headers=headers).status_code == 400
