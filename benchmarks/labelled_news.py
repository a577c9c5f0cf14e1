"""Collections of news for the benchmarks: JSON lines of `{"id", "title", "text", "published", "section"}`."""

import gzip
import html
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.models.articles import Article
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome

_CHINESE = re.compile("[\u4e00-\u9fff]")
_SCHEME = "benchmark:"


@dataclass(frozen=True, slots=True)
class Item:
    """One text of a collection."""

    id: str
    title: str
    text: str
    published: str | None
    section: str


def read_items(path: Path) -> list[Item]:
    """The texts of a collection, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as file:
        return [_item(json.loads(line)) for line in file if line.strip()]


def import_items(
    database: Database, settings: Settings, items: Iterable[Item], *, dated: bool = True
) -> dict[str, UUID]:
    """Import the texts as `broadsheet import` does; return the article ids by the item ids."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "news.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(ninjs(item, dated=dated)) + "\n" for item in items)
        for imported in import_paths(database, settings, [file]):
            if imported.outcome is ImportOutcome.REJECTED:
                print(f"# rejected: {imported.position}: {imported.reason}", file=sys.stderr)
    with database.read() as session:
        rows = session.execute(select(col(Article.external_reference), col(Article.id)))
        return {reference.removeprefix(_SCHEME): article_id for reference, article_id in rows if reference}


def ninjs(item: Item, *, dated: bool) -> dict[str, object]:
    """The text as a ninjs 3.1 item. One without a headline takes its first words, and the reverse."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs_of(item))
    moment = moment_of(item.published) if dated else None
    return {
        "standard": {"name": "ninjs", "version": "3.1"},
        "uri": f"{_SCHEME}{item.id}",
        "type": "text",
        "language": language_of(item),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": headline_of(item)[:900]}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
        "subjects": [{"rel": "section", "literal": _section(item.section)}],
        **({"firstCreated": moment.isoformat()} if moment else {}),
    }


def headline_of(item: Item) -> str:
    """Its title; the first words of a text without one."""
    return item.title.strip() or " ".join(item.text.split()[:12])


def paragraphs_of(item: Item) -> list[str]:
    """Its paragraphs; the title is the text of one without any."""
    return [line for line in (item.text.strip() or headline_of(item)).splitlines() if line.strip()]


def _item(row: dict[str, str | None]) -> Item:
    return Item(
        row["id"] or "", row["title"] or "", row["text"] or "", row["published"], row["section"] or ""
    )


def _section(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-") or "news"


def language_of(item: Item) -> str:
    """`zh-Hans` or `en`, by its characters."""
    text = item.title + item.text
    return "zh-Hans" if len(_CHINESE.findall(text)) > 0.2 * len(text) else "en"


def moment_of(text: str | None) -> datetime | None:
    """The time of publication. A date that cannot be read is an unknown date."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
