"""The pages of those who write articles and give out keys do what they say, one example after the other."""

import re

from tests.docs.blocks import DOCS, blocks
from tests.docs.page import Reader

EDITING = DOCS / "editing.md"
ACCESS = DOCS / "access.md"


def test_an_editor_publishes_revises_withdraws_and_moves_as_the_page_says(reader: Reader) -> None:
    reader.follow(EDITING)

    answers = reader.answers
    assert answers["reviseArticle"]["article"]["revision"] == 2
    assert [node["kind"] for node in answers["editedArticle"]["revisions"]["nodes"]] == [
        *("CORRECTED", "REVISED", "REVISED", "PUBLISHED")
    ]
    assert answers["addImage"]["image"]["focalPoint"] == {"x": 0.5, "y": 0.3}
    assert answers["tombstone"]["note"] == "We had the report from one side only."
    assert answers["restoreArticle"]["article"]["visibility"] == "PUBLIC"
    assert [each["outcome"] for each in answers["upsertArticles"]["results"]] == ["CREATED"]
    assert answers["moveSection"]["section"]["path"] == "harbour"


def test_an_operator_makes_rotates_and_revokes_a_key_as_the_page_says(reader: Reader) -> None:
    reader.follow(ACCESS)

    answers = reader.answers
    assert answers["createApiKey"]["apiKey"]["sections"] == ["world/asia"]
    assert answers["rotateApiKey"]["apiKey"]["previousPrefix"] == answers["createApiKey"]["apiKey"]["prefix"]
    assert {"Newsroom", "Asia desk"} <= {each["name"] for each in answers["apiKeys"]}
    assert answers["revokeApiKey"]["apiKey"]["revokedAt"] is not None
    assert {entry["outcome"] for entry in answers["auditEntries"]["nodes"]} == {"DONE"}
    text = ACCESS.read_text(encoding="utf-8")
    for command in re.findall(r"`(broadsheet key (?:rotate|revoke) .+?)`", text):
        reader.type(command.replace("bs_Q3v8kT2m", "$PREFIX"))


def test_the_page_of_keys_shows_settings_that_exist() -> None:
    assert [block.language for block in blocks(ACCESS) if block.kind == "set"] == ["toml"]
