"""The fenced blocks of a page, and what is done with each. Plain Python: scripts/prove-readme uses it too.

A block says by its first line what it is:

- `sh`: commands, typed in the reader's shell; each has to succeed. With `until="words"` it is a command that
  does not end by itself: once it has printed the words, the reader goes on, and ends it where the page ends
- any language with `title="name"`: a file to be saved under that name
- `text`: what the commands before it print, line by line; `…` stands for anything
- `graphql`: asked of the server, with a key that may do all; a `json` block after it is its variables;
  there, `{{article.id}}` is what an earlier answer had. Errors and user errors are errors
- `toml`: settings, read as such
- `no-run="why not"`: only shown. A `graphql` block is compared with the schema nevertheless
- `title="install"`: what has to be installed first, which the tests have from their locks

A block of any other kind is a mistake. A page that has `<!-- in an empty folder -->` in it begins without a
paper; all other pages speak of one that is served already.
"""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *DOCS.rglob("*.md")])
INSTALL = "install"
SHOWN, SAVED, TYPED, PRINTED = "shown", "saved", "typed", "printed"
ASKED, SENT, SET = "asked", "sent", "set"
"""What may become of a block."""
EMPTY_FOLDER = "<!-- in an empty folder -->"

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<first>[^`\n]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_FIRST_LINE = re.compile(r'(?P<language>\w*)(?P<attributes>(?: [\w-]+="[^"]*")*)')
_ATTRIBUTES = {"title", "no-run", "until"}
_KINDS = {"sh": TYPED, "text": PRINTED, "graphql": ASKED, "json": SENT, "toml": SET}


class PageError(Exception):
    """A page has a block that nobody would run, and does not say why."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    attributes: dict[str, str]
    text: str
    line: int

    @property
    def title(self) -> str | None:
        """The name of the file that it is."""
        return self.attributes.get("title")

    @property
    def kind(self) -> str:
        """What becomes of it."""
        if "no-run" in self.attributes or self.title == INSTALL:
            return SHOWN
        return SAVED if self.title else _KINDS[self.language]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order. Raises PageError where one is not run and does not say why."""
    text = page.read_text(encoding="utf-8")
    found = [_block(page, text, each) for each in _FENCE.finditer(text)]
    if 2 * len(found) != len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE)):
        raise PageError(f"{page.name} has a block that cannot be found")
    for before, block in zip([None, *found], found, strict=False):
        if block.kind == SENT and (before is None or before.language != "graphql"):
            raise PageError(f"{page.name}:{block.line}: this `json` follows no `graphql`, and has no no-run")
    return found


def _block(page: Path, text: str, fence: re.Match[str]) -> Block:
    line = text.count("\n", 0, fence.start()) + 1
    first = _FIRST_LINE.fullmatch(fence["first"].strip())
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', first["attributes"])) if first else {}
    if first is None or not attributes.keys() <= _ATTRIBUTES:
        raise PageError(f"{page.name}:{line}: `{fence['first']}` is not understood")
    if "no-run" in attributes and len(attributes["no-run"].split()) < 3:
        raise PageError(f"{page.name}:{line}: say why it is not run")
    if not attributes.keys() & {"title", "no-run"} and first["language"] not in _KINDS:
        raise PageError(f"{page.name}:{line}: nobody runs `{first['language']}`; give it a title, or no-run")
    return Block(first["language"], attributes, textwrap.dedent(fence["text"]), line)
