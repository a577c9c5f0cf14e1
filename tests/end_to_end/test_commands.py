"""What a publisher does at the command line, on processes and ports of its own."""

from pathlib import Path

from broadsheet_server.demo.newspaper import ARTICLES
from tests.end_to_end.installation import SmtpServer, installation


def test_a_bad_article_is_named_and_the_others_come_in(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    good = min(ARTICLES.glob("*.json"))
    (archive / good.name).write_bytes(good.read_bytes())
    (archive / "broken.json").write_text('{"uri": "tag:news.example,2026:1", "headlines": [}')
    paper = installation(tmp_path / "data", mail_port=1)

    told = paper.run("import", str(archive))

    assert told.returncode == 1
    assert "created" in told.stdout
    assert "broken.json" in told.stderr
    assert "line 1" in told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_a_key_stands_alone_on_the_last_line(tmp_path: Path) -> None:
    paper = installation(tmp_path / "data", mail_port=1)
    assert paper.run("migrate").returncode == 0
    told = paper.run("key", "create", "--scope", "share")
    assert told.returncode == 0, told.stderr
    key = told.stdout.splitlines()[-1]
    assert key == key.strip()
    assert " " not in key
    assert len(key) >= 32


def test_a_server_answers_questions_and_stops_when_told(tmp_path: Path) -> None:
    with SmtpServer() as postbox:
        paper = installation(tmp_path / "data", mail_port=postbox.port)
        assert paper.run("import", str(ARTICLES), "--quiet").returncode == 0
        for workers in ("1", "2"):
            paper.environment["BROADSHEET_WORKERS"] = workers
            with paper.serving():
                found = paper.ask("{ articles(first: 1) { totalCount { value } } }")
            assert found["articles"]["totalCount"]["value"] == len(list(ARTICLES.glob("*.json"))), workers
