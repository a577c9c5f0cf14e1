"""Archives: what is in them comes in with its images, and what is hostile in them goes nowhere."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet_server.ingest import archives
from broadsheet_server.ingest.source_files import SourceFile, SourceFiles
from tests.server.ingest.archive_files import Members, tarred, zipped

ARTICLE = b"---\nheadline: Ferry sails\n---\nIt sails.\n"
Pack = Callable[[Members], bytes]


PACKED: dict[str, Pack] = {
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": lambda members: gzip.compress(tarred(members)),
    "a.tgz": lambda members: gzip.compress(tarred(members)),
    "a.tar.bz2": lambda members: bz2.compress(tarred(members)),
    "a.tar.xz": lambda members: lzma.compress(tarred(members)),
    "no-suffix": zipped,
}


def read(*places: Path) -> dict[str, bytes | str]:
    """What an import would read by its name, or the fault of it."""
    found: dict[str, bytes | str] = {}
    for file in SourceFiles(lambda urls: iter(())).find(places):
        found[_relative(file, places[0])] = file.fault or _content(file)
    return found


def _relative(file: SourceFile, place: Path) -> str:
    return file.name.removeprefix(str(place)).removeprefix("/")


def _content(file: SourceFile) -> bytes:
    with file.open() as opened:
        return opened.read()


def stored(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", PACKED)
def test_the_articles_of_an_archive_are_read_in_the_order_of_their_names(tmp_path: Path, name: str) -> None:
    members = {
        "b/2.txt": ARTICLE,
        "b/1.json": b"{}",
        "a.xml": b"<rss/>",
        "notes.exe": b"",
        ".hidden.txt": b"",
    }
    path = stored(tmp_path, name, PACKED[name](members | {"__MACOSX/._1.json": b"x"}))
    assert read(path) == {"a.xml": b"<rss/>", "b/1.json": b"{}", "b/2.txt": ARTICLE}


def test_images_are_found_from_the_folder_of_their_article(tmp_path: Path) -> None:
    path = stored(tmp_path, "a.zip", zipped({"x/a.txt": ARTICLE, "x/images/crane.png": b"PNG"}))
    with SourceFiles(lambda urls: iter(())) as files:
        for file in files.find([path]):
            assert file.folder is not None
            assert (file.folder / "images" / "crane.png").read_bytes() == b"PNG"


@pytest.mark.parametrize(
    ("name", "pack"), [("a.jsonl.gz", gzip.compress), ("a.bz2", bz2.compress), ("feed.dat.xz", lzma.compress)]
)
def test_a_compressed_file_is_one_file(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    whole = ARTICLE * 20_000
    (content,) = read(stored(tmp_path, name, pack(whole[:400_000]) + pack(whole[400_000:]))).values()
    assert content == whole


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    path = stored(tmp_path, "a.zip", zipped({"a.txt": ARTICLE, "b.txt": ARTICLE}))
    files = SourceFiles(lambda urls: iter(())).find([path])
    next(files)
    assert len(list(scratch.rglob("*.txt"))) == 2
    files.close()  # type: ignore[attr-defined]
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt"]
)
def test_a_name_that_leads_out_of_the_archive_leads_nowhere(tmp_path: Path, name: str, pack: Pack) -> None:
    folder = tmp_path / "deep" / "deeper"
    folder.mkdir(parents=True)
    found = read(stored(folder, "a.zip", pack({name: ARTICLE, "good.txt": ARTICLE})))
    assert found.pop("good.txt") == ARTICLE
    assert list(found.values()) in (["Its name leads out of the archive."], [])
    assert [path.name for path in tmp_path.rglob("*.txt")] == []


def test_links_and_devices_of_an_archive_are_told_and_left_out(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind in [
            ("l.txt", tarfile.SYMTYPE),
            ("h.txt", tarfile.LNKTYPE),
            ("f.txt", tarfile.FIFOTYPE),
        ]:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    found = read(stored(tmp_path, "a.tar", data.getvalue()))
    assert found == dict.fromkeys(("l.txt", "h.txt", "f.txt"), "It is a link or a device, not a file.")
    link = zipfile.ZipInfo("l.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zip_archive:
        zip_archive.writestr(link, "/etc/passwd")
    assert read(tmp_path / "a.zip") == {"l.txt": "It is a link or a device, not a file."}


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": ARTICLE, "b.txt": ARTICLE}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    found = read(stored(tmp_path, "a.zip", bytes(data)))
    assert found == {"a.txt": "It is encrypted.", "b.txt": ARTICLE}


BOMB = b"\0" * 3 * 1024**2
BOMBS = {
    "a.gz": gzip.compress(BOMB),
    "a.bz2": bz2.compress(BOMB),
    "a.xz": lzma.compress(BOMB),
    "a.zip": zipped({"a.txt": BOMB}),
    "a.tar.gz": gzip.compress(tarred({"a.txt": BOMB})),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, name: str) -> None:
    folder, budget = tmp_path / "folder", archives.UnpackingBudget(bytes_left=1024**2)
    folder.mkdir()
    with pytest.raises(archives.ArchiveError, match="more than 4 GB"):
        list(archives.unpack(stored(tmp_path, name, BOMBS[name]), folder, budget, is_wanted=lambda _: True))
    assert sum(file.stat().st_size for file in folder.rglob("*")) <= 1024**2


def test_an_archive_of_archives_ends_after_three(tmp_path: Path) -> None:
    data = zipped({"a.txt": ARTICLE})
    for _ in range(3):
        data = zipped({"inner.zip": data, "a.txt": ARTICLE})
    found = read(stored(tmp_path, "a.zip", data))
    assert found == {
        "a.txt": ARTICLE,
        "inner.zip/a.txt": ARTICLE,
        "inner.zip/inner.zip/a.txt": ARTICLE,
        "inner.zip/inner.zip/inner.zip": (
            "It is an archive in an archive in an archive. Nothing of it was imported."
        ),
    }


def test_too_many_members_are_refused_together(tmp_path: Path) -> None:
    path = stored(tmp_path, "a.tar", tarred({f"{number}.txt": b"" for number in range(4)}))
    with pytest.raises(archives.ArchiveError, match="members"):
        list(
            archives.unpack(
                path, tmp_path, archives.UnpackingBudget(members_left=3), is_wanted=lambda _: True
            )
        )


@pytest.mark.parametrize("name", [name for name in PACKED if "tar" in name or "tgz" in name])
def test_an_archive_that_breaks_off_is_refused_as_a_whole(tmp_path: Path, name: str) -> None:
    data = PACKED[name]({"a.txt": ARTICLE, "b.txt": os.urandom(20_000)})
    found = read(stored(tmp_path, name, data[: len(data) // 2]))
    assert "It is damaged" in str(found.get("")) or "cannot be unpacked" in str(found.get("b.txt"))


def test_a_zip_with_a_broken_member_gives_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": ARTICLE, "b.txt": ARTICLE}))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    found = read(stored(tmp_path, "a.zip", bytes(data)))
    assert found["b.txt"] == ARTICLE
    assert str(found["a.txt"]).startswith("It cannot be unpacked: ")


def test_headers_that_ask_for_memory_are_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("a.txt")
        member.pax_headers = {"comment": "a" * 11 * 1024**2}
        archive.addfile(member)
    found = read(stored(tmp_path, "a.tar", data.getvalue()))
    assert found == {"": "Its directory is too large. Nothing of it was imported."}
