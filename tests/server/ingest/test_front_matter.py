"""Plain text with front matter."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet_server.ingest import front_matter
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftCorrection, DraftTag
from broadsheet_shared.vocabulary import TagKind
from tests.pictures import png

ARTICLE = """---
# An article of the harbour desk.
headline: Crane lifts its last load: a farewell
section: business/harbour
language: en-GB
published: 2024-10-12 06:30+02:00
updated: 2024-10-12T08:00Z
byline: By Tomas Hale and Mei Tan
authors: Tomas Hale, Mei Tan
tags: Cranes, Harbour
people: Ilse Tarrant
summary: The crane at Quay Nine
  retires.
correction: It is 92 years old.
slug: crane-last-load
id: tag:courier.example,2024:crane
url: https://courier.example/crane
image: crane.png
image-alt: A crane
image-caption: On Monday.
copyright: © The Courier
---

The old crane at Quay Nine
lifted <its> last load.

It is 92 years old.
"""


def read(text: str | bytes, folder: Path | None = None) -> ParsedItem | RejectedItem:
    data = text if isinstance(text, bytes) else text.encode()
    (found,) = front_matter.parse(io.BytesIO(data), ImportDefaults(folder, "en", "Courier"))
    return found


def test_every_key_finds_its_place(tmp_path: Path) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    found = read(ARTICLE, tmp_path)
    assert isinstance(found, ParsedItem)
    draft = found.draft
    assert draft.headline == "Crane lifts its last load: a farewell"
    assert draft.body_html == (
        "<p>The old crane at Quay Nine lifted &lt;its&gt; last load.</p><p>It is 92 years old.</p>"
    )
    assert (draft.section_path, draft.language, draft.slug) == (
        "business/harbour",
        "en-GB",
        "crane-last-load",
    )
    assert draft.summary == "The crane at Quay Nine retires."
    assert draft.published_at == datetime(2024, 10, 12, 4, 30, tzinfo=UTC)
    assert draft.authors == (DraftAuthor("Tomas Hale"), DraftAuthor("Mei Tan"))
    assert draft.tags == (
        DraftTag("Cranes", TagKind.TOPIC),
        DraftTag("Harbour", TagKind.TOPIC),
        DraftTag("Ilse Tarrant", TagKind.PERSON),
    )
    assert draft.corrections == (
        DraftCorrection("It is 92 years old.", datetime(2024, 10, 12, 8, tzinfo=UTC)),
    )
    assert (draft.external_reference, draft.canonical_url) == (
        "tag:courier.example,2024:crane",
        "https://courier.example/crane",
    )
    assert [image.alt for image in draft.images] == ["A crane"]
    assert (draft.source_name, draft.copyright_notice) == ("Courier", "© The Courier")
    assert found.locations["headline"] == "line 3"
    assert found.locations["images"] == "line 18"
    assert not found.notes


def test_windows_line_ends_a_mark_and_chinese_punctuation_are_fine() -> None:
    text = "---\r\nheadline：大桥关闭\r\ntags：桥梁，电车、议会\r\n---\r\n大桥\r\n关闭。\r\n"
    found = read(b"\xef\xbb\xbf" + text.encode())
    assert isinstance(found, ParsedItem)
    assert (found.draft.headline, found.draft.body_html) == ("大桥关闭", "<p>大桥关闭。</p>")
    assert [tag.label for tag in found.draft.tags] == ["桥梁", "电车", "议会"]
    assert found.draft.section_path == "news"


def test_the_encoding_and_a_missing_zone_are_noted() -> None:
    text = "---\nheadline: 大桥关闭，电车停运\npublished: 2024-10-12\n---\n大桥关闭，电车停运三个月。\n"
    found = read(text.encode("gb18030"))
    assert isinstance(found, ParsedItem)
    assert found.notes == (
        "the encoding is GB18030, not UTF-8",
        "a date has no time zone and was read as UTC",
    )


@pytest.mark.parametrize(
    ("header", "position", "reason"),
    [
        ("headline: x\nembargo: 2024-10-12", "line 3", "“embargo” is no key. Is “embargoed” meant?"),
        ("headline: x\nzzz: 1", "line 3", "“zzz” is no key. The keys are: headline, section,"),
        ("headline: x\npublished_at: 2024-10-12", "line 3", "Is “published” meant?"),
        ("headline x", "line 2", "This is not “key: value”."),
        ("headline: x\nHeadline: y", "line 3", "“headline” is said twice."),
        ("published: last Monday", "line 2", "“last Monday” is no date like “2026-10-12”"),
        ("embargoed: soon", "line 2", "It is held"),
        ("headline: x\nembargoed:", "line 3", "It is held"),
        ("status: maybe", "line 2", "neither published nor withdrawn"),
        ("correction: x", "line 2", "needs a date"),
    ],
)
def test_a_bad_header_is_refused_at_its_line(header: str, position: str, reason: str) -> None:
    found = read(f"---\n{header}\n---\nBody.\n")
    assert isinstance(found, RejectedItem)
    assert found.position == position
    assert reason in found.reason


def test_a_header_without_an_end_is_refused() -> None:
    found = read("---\nheadline: x\n\nBody.\n")
    assert isinstance(found, RejectedItem)
    assert (found.position, found.reason) == ("line 1", "The header has no end: a line “---” is missing.")


def test_a_status_can_withdraw() -> None:
    found = read("---\nslug: x\nstatus: withdrawn\n---\n")
    assert isinstance(found, ParsedItem)
    assert found.draft.withdrawn
