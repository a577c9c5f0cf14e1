"""Finding files."""

from pathlib import Path

from broadsheet_server.ingest.documents import documents_in


def test_folders_are_walked_in_order_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in (
        "b.json",
        "a.JSONL",
        "sub/c.txt",
        "sub/deep/d.md",
        ".hidden.json",
        ".git/e.json",
        "f.png",
        "g",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    documents = [document for document in documents_in([tmp_path]) if not document.passed_over]
    found = [Path(document.name).relative_to(tmp_path).as_posix() for document in documents]
    assert found == ["a.JSONL", "b.json", "sub/c.txt", "sub/deep/d.md"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (document,) = documents_in([tmp_path / "g"])
    assert document.folder == tmp_path
