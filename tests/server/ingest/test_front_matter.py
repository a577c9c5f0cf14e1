"""Plain text with front matter."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftCorrection, DraftTag, DraftTranslation
from broadsheet_shared.vocabulary import TagKind
from tests.pictures import png
from tests.server.ingest.front_matter_files import labels, read, read_header

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
copyright-holder: The Courier Trust
---

The old crane at Quay Nine
lifted <its> last load.

It is 92 years old.
"""


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
    assert draft.copyright_holder == "The Courier Trust"
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
    assert found.notes == ("the encoding is GB18030, not UTF-8",)
    assert found.run_notes == ("dates without a time zone were read in UTC",)


@pytest.mark.parametrize(
    ("header", "position", "reason"),
    [
        ("headline: x\nembargo: 2024-10-12", "line 3", "“embargo” is no key. Is “embargoed” meant?"),
        ("headline: x\nexpirs: 2024-10-12", "line 3", "It is held: “expirs” is no key. Is “expires” meant?"),
        ("headline: x\nstauts: withdrawn", "line 3", "Is “status” meant?"),
        ("headline: x\ndarft: true", "line 3", "Is “draft” meant?"),
        ("headline: x\nembargo_till: 2027-01-01", "line 3", "Is “embargoed” meant?"),
        ("headline: x\nexpires: [2027-01-01]", "line 3", "is no date"),
        ("headline: x\nextra:\n  embargoed: 2027-01-01", "line 3", "“embargoed” stands inside “extra”"),
        ("headline x", "line 2", "This is not “key: value”."),
        ("- headline: x", "line 2", "This is not “key: value”."),
        ("headline: x\ntags: [a, b", "line 3", "This is no YAML"),
        ("headline: x\nbyline: “y”\nsummary: 'z", "line 4", "This is no YAML"),
        ("headline: &x y\nsummary: *x", "line 3", "An alias (“*name”) is not taken"),
        ("headline: x\ntags: [[[[[[[[[[[", "line 3", "nested more than 8 deep"),
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


def test_quotation_marks_lists_and_folded_text_are_read_as_yaml_reads_them() -> None:
    found = read_header(
        'headline: "Ferry: ‘last run’"\n'
        "summary: >\n  The ferry retires\n  after 92 years.\n"
        "tags: [Ferries, 'Harbour, old']\n"
        "people:\n  - Ilse Tarrant\n  - Tomas Hale\n"
        "authors: 'Mei Tan'\n"
    )
    assert found.draft.headline == "Ferry: ‘last run’"
    assert found.draft.summary == "The ferry retires after 92 years."
    assert labels(found) == ["Ferries", "Harbour, old", "Ilse Tarrant", "Tomas Hale"]
    assert found.draft.authors == (DraftAuthor("Mei Tan"),)


def test_no_word_of_yaml_turns_into_something_else() -> None:
    found = read_header("headline: No\nslug: 12:30\nid: 007\nlanguage: no\nbyline: Off\nsummary: null")
    draft = found.draft
    assert (draft.headline, draft.slug, draft.external_reference) == ("No", "12:30", "007")
    assert (draft.language, draft.byline, draft.summary) == ("no", "Off", None)


def test_a_headline_with_a_colon_needs_no_quotation_marks_beside_a_list() -> None:
    found = read_header("headline: Ferry's end: what now\n  for: us\ntags: [a, b]\nbyline: @mei: reporting")
    assert found.draft.headline == "Ferry's end: what now for: us"
    assert (labels(found), found.draft.byline) == (["a", "b"], "@mei: reporting")


def test_what_yaml_takes_for_a_comment_is_noted() -> None:
    found = read_header("headline: Route #5 closes")
    assert found.draft.headline == "Route"
    assert found.notes == ("“#5 closes” was left out as YAML's comment; quotation marks keep it",)


def test_a_plain_text_file_is_not_markdown() -> None:
    assert read_header("title: x", "2 * 3 * 4", "ferry.txt").draft.body_html == "<p>2 * 3 * 4</p>"


def test_pictures_beside_a_text_are_those_that_it_shows(tmp_path: Path) -> None:
    (tmp_path / "post").mkdir()
    for name in ("post/crane 1.png", "secret.png"):
        (tmp_path / name).write_bytes(png())
    body = "![Crane](crane%201.png) ![Out](../secret.png) ![Gone](gone.png) ![Web](https://x.example/a.png)"
    found = read(f"---\ntitle: Crane\n---\n{body}", tmp_path / "post", "a.md")
    assert isinstance(found, ParsedItem)
    assert found.draft.body_files == {"crane%201.png": tmp_path / "post" / "crane 1.png"}


def test_who_worked_on_it_is_named_by_what_they_did() -> None:
    found = read_header(
        "headline: x\nauthors: Ada Moor\nphotographer: Bo Li\nphotographers: [Kim Oh]\n"
        "editors: Mei Tan; Jo Ek"
    )
    assert [author.name for author in found.draft.authors] == ["Ada Moor"]
    assert [(each.author.name, each.role.value) for each in found.draft.contributors] == [
        *(("Kim Oh", "photographer"), ("Bo Li", "photographer")),
        *(("Mei Tan", "editor"), ("Jo Ek", "editor")),
    ]
    assert found.notes == ()


def test_an_article_names_its_translations_by_slug_reference_or_the_key_of_hugo() -> None:
    item = read("---\ntitle: Kran\ntranslation_of: crane-last-load\ntranslationKey: crane\n---\nText.\n")
    assert isinstance(item, ParsedItem)
    assert item.draft.translations == (
        DraftTranslation("crane-last-load", TranslationReferenceKind.REFERENCE, "Courier"),
        DraftTranslation("crane-last-load", TranslationReferenceKind.SLUG),
        DraftTranslation("crane", TranslationReferenceKind.KEY, "Courier"),
    )
    assert item.notes == ()
