"""Text with front matter: YAML between two lines `---`, or TOML between two lines `+++`; then the body.

The body of a Markdown file is Markdown, any other is plain paragraphs. The whole format is described in
docs/import/front-matter.md.
"""

from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, Final

from broadsheet_server.ingest.front_matter_draft import parse_article
from broadsheet_server.ingest.header_values import Header
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    rejected,
)
from broadsheet_server.ingest.text_encoding import UTF_8, UnreadableTextError, decode
from broadsheet_server.ingest.toml_header import read_toml
from broadsheet_server.ingest.yaml_header import read_yaml

FILE_BYTES_MAX: Final = 16 * 1024 * 1024
HEADER_LENGTH_MAX: Final = 64_000
MARKDOWN_SUFFIXES: Final = (".md", ".markdown")

_YAML, _TOML = "---", "+++"
_ENDS = {_YAML: (_YAML, "..."), _TOML: (_TOML,)}


def recognises(head: str) -> bool:
    """Whether a text that begins like this has front matter."""
    return head.lstrip().split("\n", 1)[0].rstrip() in _ENDS


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse the one article of a file."""
    if reason := _skip_reason(defaults.file_name):
        yield RejectedItem("", reason, is_skipped=True)
        return
    data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        size = FILE_BYTES_MAX // 1024**2
        yield RejectedItem("", f"The file is larger than {size} MB, too large for one article.")
        return
    try:
        text, encoding = decode(data)
        header, body, is_toml = _split(text)
        if encoding != UTF_8:
            header.notes.insert(0, f"the encoding is {encoding}, not UTF-8")
        yield parse_article(header, body, defaults, is_markdown=is_toml or _is_markdown(defaults.file_name))
    except UnreadableTextError as error:
        yield RejectedItem("", str(error))
    except UnreadableItemError as error:
        yield rejected(error, error.location)


def _skip_reason(file_name: str | None) -> str | None:
    """Why a file of a generator is no article for the public, by where it is and what it is called."""
    parts = PurePath(file_name or "").parts
    if "_drafts" in parts[:-1]:
        return "It is a draft: it is in the folder _drafts."
    if parts and parts[-1].lower().startswith("_index."):
        return "It is the page of a section (_index), not an article."
    return None


def _split(text: str) -> tuple[Header, str, bool]:
    """The header, the body, and whether the header is TOML."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next(index for index, line in enumerate(lines) if line.strip())
    delimiter = lines[start].strip()
    later = enumerate(lines[start + 1 :], start + 1)
    end = next((index for index, line in later if line.rstrip() in _ENDS[delimiter]), None)
    location = f"line {start + 1}"
    if end is None:
        raise UnreadableItemError(f"The header has no end: a line “{delimiter}” is missing.", location)
    written = lines[start + 1 : end]
    if sum(map(len, written)) > HEADER_LENGTH_MAX:
        raise UnreadableItemError(f"The header is longer than {HEADER_LENGTH_MAX:,} characters.", location)
    read = read_toml if delimiter == _TOML else read_yaml
    return read(written, start + 2), "\n".join(lines[end + 1 :]), delimiter == _TOML


def _is_markdown(file_name: str | None) -> bool:
    return (file_name or "").lower().endswith(MARKDOWN_SUFFIXES)
