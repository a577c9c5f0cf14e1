"""Posts of Hugo, Jekyll, Zola and their like come in with their own keys, places and shortcodes."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem
from broadsheet_server.newsroom.drafts import DraftAuthor
from tests.pictures import png
from tests.server.ingest.front_matter_files import labels, read, read_header


def test_a_post_of_hugo_comes_in_with_its_own_keys(tmp_path: Path) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    header = (
        'title: "Ferry: last run"\ndate: 2026-10-12T06:30:00+02:00\nlastmod: 2026-10-13T06:30:00Z\n'
        "draft: false\ndescription: It retires.\nauthor: Tomas Hale\nlang: en_GB\n"
        "expiryDate: 2030-01-01T00:00:00Z\n"
        'tags: ["Ferries"]\ncategories:\n  - Local News\n  - Harbour\nimages: [crane.png]\n'
        "permalink: /2026/ferry/\nlayout: post\nweight: 3"
    )
    found = read(f"---\n{header}\n---\nText.\n", tmp_path, "posts/ferry.md")
    assert isinstance(found, ParsedItem)
    draft = found.draft
    assert (draft.headline, draft.summary, draft.language) == ("Ferry: last run", "It retires.", "en-GB")
    assert (draft.section_path, draft.section_name) == ("local-news", "Local News")
    assert labels(found) == ["Ferries", "Harbour"]
    assert draft.published_at == datetime(2026, 10, 12, 4, 30, tzinfo=UTC)
    assert (draft.updated_at, draft.expires_at) == (
        datetime(2026, 10, 13, 6, 30, tzinfo=UTC),
        datetime(2030, 1, 1, tzinfo=UTC),
    )
    assert draft.authors == (DraftAuthor("Tomas Hale"),)
    assert len(draft.images) == 1
    assert found.notes == (
        "keys left out, which have no meaning here: layout, weight",
        "the language “en_GB” was read as en-GB",
        "url left out: “/2026/ferry/” is a path, not a web address",
    )


def test_a_post_of_zola_comes_in_from_toml() -> None:
    text = (
        '+++\ntitle = "Ferry: last run"\ndate = 2026-10-12\ndraft = false\n[taxonomies]\ntags = ["Ferries"]\n'
        'authors = ["Mei Tan"]\n[extra]\ntoc = true\n+++\nThe *last* run.\n'
    )
    found = read(text, name="ferry.txt")
    assert isinstance(found, ParsedItem)
    assert (found.draft.headline, found.draft.published_on) == ("Ferry: last run", date(2026, 10, 12))
    assert (labels(found), found.draft.authors) == (["Ferries"], (DraftAuthor("Mei Tan"),))
    assert "<em>last</em>" in found.draft.body_html
    assert found.locations["tags"] == "line 5"
    assert found.notes == ("keys left out, which have no meaning here: extra",)


def test_bad_toml_is_refused_at_its_line() -> None:
    found = read('+++\ntitle = "x"\ndate = soon\n+++\nText.\n')
    assert isinstance(found, RejectedItem)
    assert (found.position, found.reason) == ("line 3", "This is no TOML: Invalid value.")


@pytest.mark.parametrize("line", ["draft: true", "published: false", "status: draft", "private: yes"])
def test_a_draft_is_skipped_and_not_an_error(line: str) -> None:
    found = read(f"---\ntitle: x\n{line}\n---\nText.\n")
    assert isinstance(found, RejectedItem)
    assert found.is_skipped


def test_a_scheduled_post_is_not_public_before_its_day() -> None:
    found = read_header("title: x\npublishDate: 2030-01-02T00:00:00Z")
    assert found.draft.embargoed_until == found.draft.published_at == datetime(2030, 1, 2, tzinfo=UTC)


def test_a_post_of_jekyll_has_its_date_in_the_name_of_its_file() -> None:
    found = read_header("title: x", name="_posts/2026-10-12-ferry.md")
    assert found.draft.published_on == date(2026, 10, 12)
    assert found.notes == ("the date 2026-10-12 is from the name of the file",)


def test_markdown_is_rendered_and_shortcodes_are_noted() -> None:
    body = (
        "## What happened\n\nThe **last** run[^1] of ~~two~~ three.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        '{{< figure src="https://img.example/a.jpg" title="A ferry" >}}\n\n'
        "{{< youtube x >}}{% include y.html %}\n\n"
        "[^1]: In May.\n"
    )
    found = read_header("title: x", body, "ferry.md")
    html = found.draft.body_html
    for part in ("<h2>What happened</h2>", "<strong>last</strong>", "<s>two</s>", "<td>1</td>", "In May."):
        assert part in html
    assert '<img src="https://img.example/a.jpg" alt="A ferry" />' in html
    assert "{" not in html
    assert found.notes == ("shortcodes left out, which only the site's generator knows: youtube, include",)


@pytest.mark.parametrize(
    "line",
    [
        *("visibility: private", "password: x", "visibility: members", "protected: true", "access: members"),
        *("premium: true", "headless: true", "build:\n  render: never", "_build:\n  render: false"),
    ],
)
def test_what_is_not_for_everybody_is_skipped(line: str) -> None:
    found = read(f"---\ntitle: Crane\n{line}\n---\nBody.")
    assert isinstance(found, RejectedItem)
    assert found.is_skipped


def test_what_is_for_everybody_comes_in() -> None:
    assert read_header("title: Crane\nvisibility: public\nbuild: {list: never}").draft.headline == "Crane"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("site/_drafts/crane.md", "It is a draft"), ("content/news/_index.md", "the page of a section")],
)
def test_drafts_and_pages_of_sections_are_skipped_by_their_place(name: str, reason: str) -> None:
    found = read("---\ntitle: Crane\n---\nBody.", name=name)
    assert isinstance(found, RejectedItem)
    assert found.is_skipped
    assert reason in found.reason


@pytest.mark.parametrize(
    "comment",
    [
        "{%- comment -%}Call the mayor.{%- endcomment -%}",
        "{% comment %}\nCall the mayor.\n{% endcomment %}",
        "{{< comment >}}Call the mayor.{{< /comment >}}",
        "{% comment %}Call the mayor.",
    ],
)
def test_what_an_author_wrote_for_nobody_to_see_stays_out(comment: str) -> None:
    html = read_header("title: Crane", f"It lifts.\n\n{comment}", "crane.md").draft.body_html
    assert html == "<p>It lifts.</p>\n"
