"""Images that cannot be taken: editors are told what is wrong, and where."""

from ipaddress import ip_network
from typing import Any

import pytest

from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.pictures import png, png_claiming
from tests.server.fetching.web_server import WebServer
from tests.server.schema.api import Api
from tests.server.schema.editing import done, error_of, with_key
from tests.server.schema.uploads import upload


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Nothing here depends on the database."""
    return sqlite_store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper that fetches images, also from this machine."""
    fetching = FetchingSettings(allowed_networks=[ip_network("127.0.0.1/32")])
    return settings.model_copy(update={"fetching": fetching})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a PNG"),
        (png_claiming(20_000, 20_000), "million pixels"),
        (png_claiming(40_000, 1), "pixels on a side"),
        (png(400, 300)[:200], "damaged"),
        (b"", "not a PNG"),
    ],
    ids=["svg", "bomb", "long", "cut", "empty"],
)
def test_what_is_no_image_is_refused_and_changes_nothing(
    editor: Api, story: str, content: bytes, reason: str
) -> None:
    [error] = upload(editor, "addImage", content, article=story, alt="A ferry")["userErrors"]
    assert (error["code"], error["path"]) == ("IMAGE_REFUSED", ["input", "file"])
    assert reason in error["message"]
    assert (
        done(editor, "reviseArticle", article=story, expectedRevision=1, changes={})["article"]["revision"]
        == 1
    )


def test_what_is_wrong_is_said_where_it_is(editor: Api, story: str, pictures: WebServer) -> None:
    image = upload(editor, "addImage", png(4, 3), article=story, alt="A ferry")["image"]
    asked = {"article": story, "alt": "A ferry"}
    here = {"url": image["url"]}
    outside = {"x": 2, "y": 0}
    wrong: list[tuple[str, dict[str, Any], str, str]] = [
        ("addImage", {"file": {"url": f"{pictures.url}/none"}}, "IMAGE_UNREACHABLE", "file"),
        ("addImage", {"file": {"url": "http://10.0.0.1/a.png"}}, "IMAGE_UNREACHABLE", "file"),
        ("addImage", {"file": {"url": "file:///etc/passwd"}}, "IMAGE_UNREACHABLE", "file"),
        ("addImage", {"file": here, "expectedRevision": 1}, "REVISION_CONFLICT", "expectedRevision"),
        ("addImage", {"file": here, "article": "nonsense"}, "ARTICLE_NOT_FOUND", "article"),
        ("addImage", {"file": here, "focalPoint": outside}, "INVALID_VALUE", "focalPoint"),
        ("addImage", {"file": here, "place": "BODY", "afterBlock": 9}, "INVALID_VALUE", "afterBlock"),
        ("addImage", {"file": here, "place": "BODY", "usageTerms": "-"}, "INVALID_VALUE", "usageTerms"),
        ("updateImage", {"image": {"url": "https://news.example/media/x.png"}}, "IMAGE_NOT_FOUND", "image"),
        ("updateImage", {"image": {"id": "nonsense"}}, "IMAGE_NOT_FOUND", "image"),
    ]  # fmt: skip
    for mutation, values, code, path in wrong:
        error = error_of(editor, mutation, **(asked | values))
        assert (error["code"], error["path"]) == (code, ["input", path]), values
    assert len(pictures.requests) == 1, "private addresses are not asked"
    done(editor, "withdrawArticle", article=story)
    error = error_of(editor, "removeImage", article=story, image={"id": image["id"]})
    assert error["code"] == "ARTICLE_WITHDRAWN"


def test_who_has_no_key_with_scope_edit_sends_no_image(api: Api, database: Database) -> None:
    document = (
        'mutation { uploadImage(input: { file: { url: "https://a.example/" } }) { userErrors { code } } }'
    )
    assert api.refusal(document)["code"] == "UNAUTHENTICATED"
    assert with_key(api, database, Scope.INGEST).refusal(document)["code"] == "FORBIDDEN"
