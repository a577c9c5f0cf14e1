"""An export that was damaged or tampered with loses only what is damaged."""

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from broadsheet_server.ingest import broadsheet_export
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.models.articles import ArticleBody
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.pictures import png
from tests.server.ingest.exported_newspapers import articles, exported, imported, newspaper, sqlite_copy


def changed(data: bytes, **members: Any) -> bytes:
    """The export with other members in its first article."""
    header, first, *others = data.splitlines()
    line = json.loads(first)
    line["article"] |= members
    return b"\n".join([header, json.dumps(line).encode(), *others])


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"slug": "../etc"}, "“../etc” is no slug."),
        ({"section": "World"}, "The section “World” is no path"),
        ({"canonical_url": "javascript:x"}, "The canonical URL “javascript:x” is not a web address"),
        ({"sources": [{"name": "B", "url": "data:x"}]}, "The source's URL “data:x” is not a web address"),
        ({"revision": 7}, "Its revisions do not end with number 7."),
        ({"status": "shown"}, "article.status: Input should be 'draft', 'published' or 'withdrawn'."),
        ({"published_at": "2026-10-12T06:30:00"}, "article.published_at: Input should have timezone info."),
        (
            {"embargoed_until": "2026-10-12T06:30:00"},
            "The embargo date 2026-10-12T06:30:00 has no time zone.",
        ),
        (
            {"published_at": "9999-12-31T23:59:59-10:00"},
            "The publishing date 9999-12-31T23:59:59-10:00 cannot",
        ),
        ({"updated_at": "0001-01-01T00:00:00+10:00"}, "The updating date 0001-01-01T00:00:00+10:00 cannot"),
        (
            {"corrections": [{"id": str(UUID(int=7)), "text": "x", "corrected_at": "0001-01-01T00:00:00Z"}]},
            "The corrections date 0001-01-01T00:00:00+00:00 cannot be meant",
        ),
        (
            {"identities": [{"value": "x" * 501, "kind": "url", "source": ""}]},
            "article.identities.0.value: String should have at most 500 characters.",
        ),
        ({"shown": True}, "article.shown: Extra inputs are not permitted."),
        ({"headline": "Bell\x00"}, "It has control characters, which no article has."),
        ({"language": "?"}, "The language “?” is not a BCP 47 tag"),
        (
            {
                "images": [
                    {"location": "../../key", "media_type": "image/png", "width": 4, "height": 3, "alt": ""}
                    | dict.fromkeys(("caption", "credit", "external_reference"))
                ]
            },
            "“../../key” is no image file's name.",
        ),
    ],
)
def test_a_line_that_was_tampered_with_is_rejected(
    newcomer: Database, tmp_path: Path, members: dict[str, Any], reason: str
) -> None:
    publish(newcomer)
    [_, item] = imported(newcomer, tmp_path / "there", changed(exported(newcomer), **members))
    assert item.outcome == "rejected"
    assert item.position == "line 2"
    assert (item.reason or "").startswith(reason)


def test_a_script_in_a_body_is_cleaned_away(
    newcomer: Database, migrated_sqlite: Path, tmp_path: Path
) -> None:
    publish(newcomer)
    data = changed(exported(newcomer), body_html="<p onclick='x'>It <script>evil()</script>docked.</p>")
    other = sqlite_copy(migrated_sqlite, tmp_path / "other.sqlite3")
    [_, item] = imported(other, tmp_path / "there", data)
    with other.read() as session:
        body = session.exec(select(ArticleBody)).one()
    other.dispose()
    assert (body.html, body.text) == ("<p>It docked.</p>", "It docked.")
    assert item.notes == ("its HTML was cleaned again, and is not what it was",)


@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        (b'{"broadsheet_export": 2}\n{}', ["The export has version 2, and this Broadsheet reads version 1"]),
        (b'{"broadsheet_export": 1}', ["sections: Field required."]),
        (
            b'{"broadsheet_export": 1, "sections": []}\n{}\n[]\n7}\n{"article": {"a',
            [
                "A line must have an article, pins or an alias.",
                "The line ends in the middle",
                "This is not JSON",
                "The line ends in the middle",
            ],
        ),
    ],
)
def test_a_broken_line_is_rejected_alone(data: bytes, reasons: list[str]) -> None:
    items = [item for item in parse(data) if isinstance(item, RejectedItem)]
    for item, reason in zip(items, reasons, strict=True):
        assert item.reason.startswith(reason)


def parse(data: bytes) -> list[ParsedItem | RejectedItem]:
    return list(broadsheet_export.parse(io.BytesIO(data), ImportDefaults(None, "en")))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    for item in parse(data) + parse(b'{"broadsheet_export": 1, "sections": []}\n' + data):
        assert isinstance(item, ParsedItem) or item.reason


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def record(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The line of an article that has something in each of its members."""
    folder = tmp_path_factory.mktemp("record")
    (folder / "crane.png").write_bytes(png())
    database = sqlite_copy(migrated_sqlite, folder / "record.sqlite3")
    newspaper(database, folder / "media", folder / "crane.png")
    [article, *_] = articles(exported(database))
    database.dispose()
    return article


@settings(max_examples=150, deadline=None)
@given(st.data(), _JSON)
def test_any_json_in_any_place_of_an_article_is_answered(
    record: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, value: object
) -> None:
    changed_record = json.loads(json.dumps(record))
    place = changed_record
    name = data.draw(st.sampled_from(sorted(place)))
    if isinstance(place[name], list) and place[name] and data.draw(st.booleans()):
        place = place[name][0]
        name = data.draw(st.sampled_from(sorted(place)))
    place[name] = value
    line = json.dumps({"article": changed_record}).encode()
    [_, item] = parse(b'{"broadsheet_export": 1, "sections": []}\n' + line)
    if isinstance(item, broadsheet_export.ExportedItem):
        with suppress(RejectedDraftError):
            item.checked(MediaFolder(tmp_path_factory.getbasetemp() / "media"), NOW)
    else:
        assert isinstance(item, RejectedItem)
        assert item.reason
