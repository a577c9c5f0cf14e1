"""Finding files."""

from pathlib import Path

from broadsheet_server.ingest.source_files import source_files


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
    documents = [document for document in source_files([tmp_path]) if not document.passed_over]
    found = [Path(document.name).relative_to(tmp_path).as_posix() for document in documents]
    assert found == ["a.JSONL", "b.json", "sub/c.txt", "sub/deep/d.md"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / ".g").write_bytes(b"---")
    (document,) = source_files([tmp_path / ".g"])
    with document.open() as file:
        assert (document.folder, document.passed_over, file.read()) == (tmp_path, None, b"---")


def test_a_link_to_a_folder_is_followed_only_when_it_is_named(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "folder"
    elsewhere.mkdir()
    folder.mkdir()
    (elsewhere / "a.json").touch()
    (folder / "link").symlink_to(elsewhere)
    (passed_over,) = source_files([folder])
    (found,) = source_files([folder / "link"])
    assert (passed_over.passed_over is None, found.passed_over) == (False, None)
    assert found.name == str(folder / "link" / "a.json")
