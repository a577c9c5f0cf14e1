"""`broadsheet document` as a person sees it, and what is wrong with a file of documents."""

import json
from pathlib import Path

import pytest

from broadsheet_server.access.registered_documents import sha256_of
from broadsheet_server.cli import main
from broadsheet_server.cli.serve import startup_error
from broadsheet_server.settings import DocumentSettings, Settings

pytestmark = pytest.mark.usefixtures("data_folder")

PAGE = "query Page { limits { pageMax } }"
ID = f"sha256:{sha256_of(PAGE)}"


def test_documents_are_added_listed_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file := tmp_path / "page.graphql").write_text(PAGE)
    data = ["--data", str(tmp_path / "data")]

    assert main(["document", "list", *data]) == 0
    assert "broadsheet document add PATH" in capsys.readouterr().err
    assert main(["document", "add", str(file), *data]) == 0
    assert capsys.readouterr().out == f"{ID}  Page\n"
    assert main(["document", "add", str(file), *data]) == 0
    capsys.readouterr()
    assert main(["document", "list", *data]) == 0
    assert capsys.readouterr().out.startswith(f"{ID}  20")
    assert main(["document", "remove", ID, "sha256:abc", *data]) == 1
    assert "Not registered: sha256:abc. Nothing was removed." in capsys.readouterr().err
    assert main(["document", "remove", ID, *data]) == 0
    capsys.readouterr()
    assert main(["audit", "--json", "--action", "document remove", *data]) == 0
    assert json.loads(capsys.readouterr().out)["object_id"] == ID
    assert main(["document", "remove", ID, *data]) == 1
    capsys.readouterr()
    assert main(["audit", *data]) == 0
    audited = capsys.readouterr().out
    assert (audited.count("document add"), audited.count("document remove")) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.graphql", "{ nonsense }", "page.graphql is not valid: Cannot query field 'nonsense'"),
        ("page.graphql", "{", "page.graphql is not valid: Syntax Error"),
        ("page.graphql", b"\xff", "page.graphql is not UTF-8 at byte 0"),
        ("page.graphql", "#" * 300_000, "page.graphql is longer than 262144 bytes"),
        ("page.json", "{", "page.json is not JSON"),
        ("page.json", "[]", "page.json is no manifest"),
        ("page.json", "[" * 100_000, "page.json is not JSON"),
        ("page.json", json.dumps({"operations": [7]}), "page.json: None has no text of a document"),
        ("page.json", json.dumps({"x" * 32: PAGE}), "`algorithm` is SHA256"),
        ("page.json", json.dumps({"0" * 64: PAGE}), "is not the SHA-256 of its document"),
        ("none.txt", "", "has no documents"),
        ("missing", None, "missing cannot be read: No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_registered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes | None, sentence: str
) -> None:
    (folder := tmp_path / "documents").mkdir()
    (folder / "good.graphql").write_text(PAGE)
    (wrong := tmp_path / "wrong").mkdir()
    if content is not None:
        (wrong / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    path = wrong if name == "none.txt" else wrong / name
    data = ["--data", str(tmp_path / "data")]

    assert main(["document", "add", str(folder), str(path), *data]) == 1
    assert sentence in (said := capsys.readouterr().err)
    assert "Nothing was registered." in said
    assert main(["document", "list", *data]) == 0
    assert capsys.readouterr().out == ""


def test_a_server_with_a_wrong_file_does_not_start(tmp_path: Path) -> None:
    (file := tmp_path / "page.graphql").write_text("{ nonsense }")
    settings = Settings(data=tmp_path / "data", port=0, documents=DocumentSettings(files=[file]))

    assert "page.graphql is not valid" in str(startup_error(settings))
