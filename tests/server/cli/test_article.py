"""`broadsheet article` as somebody at the desk of a paper sees it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from broadsheet_server.cli import main
from broadsheet_server.settings import STORE_FILE, Settings
from broadsheet_server.storage.database import Database
from tests.pictures import png

Run = Callable[..., tuple[int, str, str]]
SECRET = "Zinnober"
"""A word of the article that a court has deleted."""


@pytest.fixture
def run(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `broadsheet article …` in the paper, and returns its status and what it printed."""

    def command(*arguments: str, command: str = "article") -> tuple[int, str, str]:
        status = main([command, *arguments, "--data", str(data_folder)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


@pytest.fixture
def archive(tmp_path: Path, run: Run) -> Path:
    """Three articles that are in the paper, as files."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "crane.png").write_bytes(png())
    for day, (slug, section, headline, words) in enumerate(
        [
            ("ferry", "city", "Ferry sails", "It sails again."),
            ("bridge", "city/harbour", "Bridge opens", "It opens."),
            ("trial", "courts", f"{SECRET} on trial", f'<p>{SECRET}.</p><img src="crane.png" alt="A crane">'),
        ],
        start=1,
    ):
        header = f"title: {headline}\nslug: {slug}\nsection: {section}\ndate: 2026-11-0{day}T08:00:00Z\n"
        (folder / f"{slug}.md").write_text(f"---\n{header}---\n{words}\n")
    assert run(str(folder), "--source", "The Post", command="import")[0] == 0
    return folder


@pytest.mark.usefixtures("archive")
def test_an_editor_finds_articles_by_section_source_status_and_headline(run: Run) -> None:
    lines = run("list")[1].splitlines()
    assert slugs(lines) == ["trial", "bridge", "ferry"]
    assert lines[2] == "2026-11-01 08:00  public     city  ferry  Ferry sails  (The Post)"
    assert [each["slug"] for each in found(run, "--section", "city")] == ["bridge", "ferry"]
    assert [each["slug"] for each in found(run, "--headline", "OPENS bridge")] == ["bridge"]
    assert found(run, "--source", "The Post", "--status", "withdrawn") == []
    assert run("list", "--status", "expired")[1] == "There are no such articles.\n"


@pytest.mark.usefixtures("archive")
def test_who_mistypes_a_section_or_a_source_hears_of_the_nearest_one(run: Run) -> None:
    assert run("list", "--section", "city/harbor") == (
        1,
        "",
        "broadsheet: There is no section “city/harbor”; maybe “city/harbour” is meant: "
        "see `broadsheet section list`.\n",
    )
    assert run("list", "--section", "sport", "--json")[0] == 1
    told = "broadsheet: No article comes from “The Pots”; maybe “The Post” is meant.\n"
    assert run("list", "--source", "The Pots") == (1, "", told)


@pytest.mark.usefixtures("archive")
def test_an_editor_goes_through_all_articles_page_by_page(run: Run) -> None:
    first = run("list", "--last", "2")[1].splitlines()
    assert first[-1] == "… and older ones, with: --before bridge"
    rest = run("list", "--last", "2", "--before", "bridge")[1].splitlines()
    assert slugs(rest) == ["ferry"]


@pytest.mark.usefixtures("archive")
def test_an_article_is_withdrawn_and_restored_by_any_of_its_names(run: Run) -> None:
    [ferry] = found(run, "--headline", "ferry")
    names = ["ferry", "/articles/ferry", ferry["url"], ferry["id"], "https://other.example/articles/ferry"]
    for name in names:
        assert run("show", name)[1].startswith("headline        Ferry sails\n"), name
    assert run("withdraw", "ferry", "--kind", "redirect")[2].startswith(
        "broadsheet: --redirect-to: A REDIRECT "
    )
    relative = run("withdraw", "ferry", "--kind", "redirect", "--redirect-to", "articles/bridge")
    assert (relative[0], "begins with “/”, like /articles/ferry" in relative[2]) == (1, True)
    status, out, _ = run("withdraw", "ferry", "--kind", "gone", "--note", "It is old.", "--reason", "Old")
    assert (status, out) == (0, f"Withdrawn: {ferry['url']}\n")
    assert "withdrawn       " in (shown := run("show", "ferry")[1])
    assert "public note     It is old." in shown
    assert "Old; status" in shown
    assert run("withdraw", "ferry")[2] == (
        "broadsheet: The article “ferry” is withdrawn already, as gone. --kind withdraws it in another way, "
        "or with another note.\n"
    )
    assert run("restore", ferry["id"])[0] == 0
    assert [each["slug"] for each in found(run, "--status", "public")] == ["trial", "bridge", "ferry"]
    restored, withdrawn, *_ = run(command="audit")[1].splitlines()
    assert "article restore Article" in restored
    assert withdrawn.endswith("withdrawn as gone: Old")
    assert run("show", "nothing") == (
        *(1, ""),
        "broadsheet: There is no article “nothing”: see `broadsheet article list`.\n",
    )


@pytest.mark.usefixtures("archive")
def test_a_court_order_about_a_withdrawn_article_takes_one_command(run: Run) -> None:
    run("withdraw", "trial", "--note", "We look into it.")
    order = ("--kind", "legal", "--note", "By order of a court.", "--reason", "4 C 12/26")
    assert run("withdraw", "trial", *order)[0] == 0
    shown = run("show", "trial")[1]
    assert "UTC, legal\npublic note     By order of a court.\n" in shown
    assert "4 C 12/26; withdrawal" in shown
    assert run("withdraw", "trial", *order)[2].endswith("“trial” is withdrawn already.\n")
    assert "is withdrawn already, as legal. --kind " in run("withdraw", "trial", "--note", "Never mind.")[2]
    assert run("withdraw", "trial", "--kind", "legal", "--note", "By order of another court.")[0] == 0
    assert run("withdraw", "trial", "--kind", "withdrawn")[0] == 0
    lifted_entry, _, order_entry, *_ = run(command="audit")[1].splitlines()
    assert order_entry.endswith("withdrawn as legal: 4 C 12/26")
    assert lifted_entry.endswith("withdrawn")
    assert "UTC, withdrawn\n" in run("show", "trial")[1]


def test_an_editor_hears_that_a_source_has_sent_no_text_to_restore(run: Run, tmp_path: Path) -> None:
    (file := tmp_path / "wire.json").write_text(json.dumps({"uri": "urn:x:1", "pubStatus": "canceled"}))
    assert run(str(file), command="import")[0] == 0
    refused = run("restore", "urn:x:1")
    assert refused[0] == 1
    assert refused[2].endswith("It is published when its source sends a later version.\n")
    assert run("withdraw", "urn:x:1", "--kind", "legal")[0] == 0
    assert run("restore", "urn:x:1")[1].startswith("No longer withdrawn by an editor, but by its source")
    assert run("restore", "urn:x:1")[0] == 1


def test_an_editor_hears_that_its_source_took_it_back_while_it_was_withdrawn(
    run: Run, tmp_path: Path
) -> None:
    sent = {
        "uri": "urn:x:1",
        "headline": "Ferry",
        "body_text": "It sails.",
        "versionCreated": "2025-10-12T10:00:00Z",
    }
    taken_back = sent | {"pubStatus": "canceled", "versionCreated": "2025-10-12T11:00:00Z"}
    (file := tmp_path / "wire.json").write_text(json.dumps(sent))
    assert run(str(file), command="import")[0] == 0
    run("withdraw", "urn:x:1", "--note", "We look into it.")
    file.write_text(json.dumps(taken_back))
    assert "an editor has withdrawn it, too" in run(str(file), command="import")[1]
    status, out, _ = run("restore", "urn:x:1")
    assert (status, out.startswith("No longer withdrawn by an editor, but by its source")) == (0, True)
    assert "or until it is restored once more: http" in out
    assert "status          withdrawn" in (shown := run("show", "urn:x:1")[1])
    assert "withdrawn  its source" in shown
    assert run("restore", "urn:x:1")[1].startswith("Restored: ")


@pytest.mark.usefixtures("archive")
def test_readers_are_told_the_same_note_when_an_order_comes_without_one(run: Run) -> None:
    run("withdraw", "trial", "--note", "We look into it.")
    assert run("withdraw", "trial", "--kind", "legal")[0] == 0
    assert "UTC, legal\npublic note     We look into it.\n" in run("show", "trial")[1]
    assert run("withdraw", "trial", "--kind", "legal", "--note", "")[0] == 0
    assert "public note" not in run("show", "trial")[1]


def test_what_a_court_has_deleted_is_nowhere_and_does_not_come_back(
    run: Run, archive: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_somewhere(data_folder, SECRET)
    assert len(pictures(data_folder)) > 0
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert (refused := run("delete", "trial"))[::2] == (1, "broadsheet: Nothing was deleted.\n"), refused
    monkeypatch.setattr("builtins.input", lambda _: "trial")
    status, out, _ = run("delete", "trial", "--note", "By order of a court.", "--reason", "4 C 12/26")
    assert status == 0
    assert out.splitlines()[-1].startswith("Deleted (image files: 1, mails that waited: 0): ")
    assert not is_somewhere(data_folder, SECRET)
    assert pictures(data_folder) == []
    [shown] = json.loads(f"[{run('show', 'trial', '--json')[1]}]")
    assert (shown["status"], shown["tombstone"]["kind"]) == ("withdrawn", "legal")
    assert [each["kind"] for each in shown["revisions"]] == ["withdrawn"]
    assert "article delete Article" in run(command="audit")[1]

    imported = run(str(archive), "--source", "The Post", command="import")[1]
    assert "unchanged  " in imported
    assert "it was deleted here for good" in imported
    assert not is_somewhere(data_folder, SECRET)
    assert pictures(data_folder) == []
    for action in ("restore", "withdraw", "delete"):
        assert run(action, "trial")[2] == "broadsheet: The article “trial” was deleted for good.\n"


def test_an_export_takes_a_deletion_along(
    run: Run, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("delete", "trial", "--yes")[0] == 0
    assert run(str(file := tmp_path / "all.jsonl"), command="export")[0] == 0
    assert SECRET not in file.read_text()
    other = ["--data", str(tmp_path / "other")]
    assert main(["import", str(file), *other]) == 0
    capsys.readouterr()
    assert main(["import", str(archive), "--source", "The Post", *other]) == 0
    assert "it was deleted here for good" in capsys.readouterr().out


@pytest.mark.usefixtures("archive")
def test_a_deletion_is_told_by_the_change_feed(run: Run, data_folder: Path) -> None:
    assert run("delete", "trial", "--yes")[0] == 0
    database = Database(Settings(data=data_folder).store_url)
    try:
        with database.read() as session:
            newest = text("SELECT kind, topics FROM change ORDER BY sequence DESC LIMIT 1")
            [(kind, topics)] = session.execute(newest)
    finally:
        database.dispose()
    assert kind == "withdrawn"
    assert "section:courts" in topics


def found(run: Run, *options: str) -> list[dict[str, str]]:
    """The articles that `article list --json` shows."""
    return [json.loads(line) for line in run("list", "--json", *options)[1].splitlines()]


def slugs(lines: list[str]) -> list[str]:
    """Which articles lines of `article list` show."""
    return [re.split(" {2,}", line)[3] for line in lines]


def is_somewhere(folder: Path, word: str) -> bool:
    """Whether the store's files hold a word, in pages of tables that are free, too."""
    files = folder.glob(f"{STORE_FILE}*")
    return any(word.encode() in file.read_bytes() for file in files)


def pictures(folder: Path) -> list[str]:
    """The files in the media folder."""
    return [file.name for file in (folder / "media").iterdir()]
