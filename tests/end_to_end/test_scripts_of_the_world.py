"""Articles in many scripts, and words without an end, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.chromium import PROGRAM, Tab
from tests.end_to_end.conftest import tab
from tests.end_to_end.installation import free_port, installation

__all__ = ["tab"]

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="no Chromium here: pages are tested without a browser only"
)

ARABIC = "مرحبا"
LONG_WORD = "Donaudampfschiff" * 5
ARTICLES = {
    "quoting": f"""---
title: A poet in Cairo
date: 2026-11-20T10:00:00Z
---
First.

> He said {ARABIC} and 東京 to us.

<p><em>{ARABIC}</em> <em lang="ar">{ARABIC}</em> <em>never</em></p>

<blockquote lang="ar" dir="rtl">{ARABIC} <em>{ARABIC}</em></blockquote>

<blockquote lang="ja">東京 <span lang="fr">jamais</span></blockquote>

<blockquote>Never <span lang="he">שלום</span></blockquote>
""",
    "hebrew": """---
title: הספרייה החדשה נפתחה
language: he
date: 2026-11-20T10:00:00Z
---
הספרייה נפתחה.
""",
    "japanese": """---
title: 図書館が開館
language: ja
date: 2026-11-20T10:00:00Z
---
<p><ruby>図書館<rt>としょかん</rt></ruby>が開館した。</p>
""",
    "endless": f"""---
title: {LONG_WORD}
date: 2026-11-21T10:00:00Z
author: {LONG_WORD}
summary: {LONG_WORD}
tags: [{LONG_WORD}]
---
{LONG_WORD}

    {"a line of a program, " * 20}

| {LONG_WORD} | {LONG_WORD} |
| --- | --- |
| 1 | 2 |
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A newspaper of these articles."""
    folder = tmp_path_factory.mktemp("scripts")
    paper = installation(folder / "data", mail_port=free_port())
    done = paper.run("import", str(_written(folder / "articles")))
    assert done.returncode == 0, done.stdout + done.stderr
    with paper.serving():
        paper.wait_until_ready()
        yield paper.url


def _written(folder: Path) -> Path:
    folder.mkdir()
    for slug, text in ARTICLES.items():
        head = f"---\nslug: {slug}\n"
        (folder / f"{slug}.md").write_text(text.replace("---\n", head, 1), encoding="utf-8")
    return folder


def _style(tab: Tab, selector: str, name: str) -> str:
    """A property with which the first such element is set."""
    value: str = tab.run(f"getComputedStyle(document.querySelector({selector!r})).{name}")
    return value


@pytest.mark.parametrize(
    ("selector", "slant", "weight"),
    [
        (".body p > em:last-of-type", "italic", "400"),
        (".body p > em:not([lang]) > span", "normal", "700"),
        (".body p > em[lang]", "normal", "700"),
        ("blockquote[lang=ar]", "normal", "400"),
        ("blockquote[lang=ar] em", "normal", "700"),
        ("blockquote[lang=ja]", "normal", "400"),
        ("[lang=fr]", "italic", "400"),
        ("blockquote:not([lang])", "italic", "400"),
        ("[lang=he]", "normal", "400"),
    ],
)
def test_a_reader_sees_scripts_without_italics_upright_and_emphasised_by_weight(
    site: str, tab: Tab, selector: str, slant: str, weight: str
) -> None:
    tab.open(f"{site}/articles/quoting")
    assert (_style(tab, selector, "fontStyle"), _style(tab, selector, "fontWeight")) == (slant, weight)


def test_no_browser_slants_letters_by_force(site: str, tab: Tab) -> None:
    tab.open(f"{site}/articles/quoting")
    for selector in ("blockquote", ".body p > em", ".empty"):
        assert _style(tab, selector, "fontSynthesisStyle") == "none", selector


@pytest.mark.parametrize(
    "address", ["/", "/sections/news", "/articles/endless", "/articles/hebrew", "/articles/quoting"]
)
def test_a_word_without_an_end_fits_every_window(site: str, tab: Tab, address: str) -> None:
    tab.open(site + address)
    for width in (320, 640, 1000, 1280):
        tab.resize(width)
        assert tab.run("document.documentElement.scrollWidth") <= width, width


def test_english_dates_below_a_hebrew_headline_stand_on_its_side(site: str, tab: Tab) -> None:
    tab.open(site + "/articles/hebrew")
    assert (_style(tab, ".dates", "direction"), _style(tab, ".dates", "textAlign")) == ("ltr", "right")


def test_a_reader_with_forced_colours_sees_the_section_and_the_button(site: str, tab: Tab) -> None:
    tab.open(site + "/articles/quoting")
    tab.send("Emulation.setEmulatedMedia", features=[{"name": "forced-colors", "value": "active"}])
    for selector in (".sections a[aria-current]", ".button"):
        assert _style(tab, selector, "borderBottomWidth") != "0px", selector


def test_paper_shows_the_whole_of_long_lines_and_wide_tables(site: str, tab: Tab) -> None:
    tab.open(site + "/articles/endless", width=640)
    tab.send("Emulation.setEmulatedMedia", media="print")
    for selector in (".body pre", ".body table"):
        width = tab.run(f"document.querySelector({selector!r}).scrollWidth")
        assert 0 < width <= 640, selector
    tab.send("Emulation.setEmulatedMedia", media="")


def test_no_large_initial_tears_the_ruby_of_a_japanese_article_apart(site: str, tab: Tab) -> None:
    initials = []
    for address in ("/articles/quoting", "/articles/japanese"):
        tab.open(site + address)
        initials.append(
            tab.run(
                "getComputedStyle(document.querySelector('.body > p'), '::first-letter').color"
                " !== getComputedStyle(document.querySelector('.body > p')).color"
            )
        )
    assert initials == [True, False]
