"""Who follows a link of a page gets somewhere, and every page is found from the index."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, PAGES, ROOT

_PAGES = [*PAGES, ROOT / "CHANGELOG.md"]
_CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")


def text_of(page: Path) -> str:
    """A page without its code."""
    return _CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What can stand behind `#` in a link to the page, by the rule of GitHub."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def broken(page: Path) -> list[str]:
    """The links of a page to files and headings that are not there."""
    found = ["".join(each) for each in _LINK.findall(text_of(page))]
    return [link for link in found if not re.match(r"\w+:", link) and not leads_somewhere(page, link)]


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_person_who_follows_a_link_gets_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](#here) [b](#there) [c](none.md) [d](https://news.example) `[e](code.md)`\n")
    assert broken(page) == ["#there", "none.md"]


def test_every_page_is_found_from_the_index() -> None:
    linked = {link.partition("#")[0] for link, _ in _LINK.findall(text_of(DOCS / "README.md"))}
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} <= linked
    assert {"import", "decisions/README.md", "integrators/README.md"} <= linked


def test_the_index_of_decisions_has_each_by_its_number_and_title() -> None:
    pages = sorted((DOCS / "decisions").glob("0*.md"))
    titles = [page.read_text(encoding="utf-8").splitlines()[0] for page in pages]
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|", index, re.MULTILINE)
    assert [(f"# {number}. {title}", name) for number, title, name in listed] == [
        (title, page.name) for title, page in zip(titles, pages, strict=True)
    ]


def test_every_picture_is_shown_somewhere() -> None:
    links = (link or source for page in _PAGES for link, source in _LINK.findall(text_of(page)))
    shown = {Path(link).name for link in links if "images/" in link}
    assert {picture.name for picture in (DOCS / "images").iterdir()} <= shown
