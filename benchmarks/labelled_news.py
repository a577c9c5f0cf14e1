"""Collections of news for the benchmarks: JSON lines of `{"id", "title", "text", "published", "section"}`."""

import gzip
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from broadsheet_server.newsroom.catalogue import Catalogue
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.ledger import Ledger
from broadsheet_server.newsroom.media import MediaFolder
from broadsheet_server.newsroom.publishing import publish
from broadsheet_server.storage.database import Database

_CHINESE = re.compile("[\u4e00-\u9fff]")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One text of a collection as it lies in the file."""

    id: str
    title: str
    text: str
    published: str | None
    section: str


def read_items(path: Path) -> list[Item]:
    """The texts of a collection, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as file:
        return [_item(json.loads(line)) for line in file if line.strip()]


def import_items(
    database: Database, items: Iterable[Item], media: Path, *, dated: bool = True
) -> dict[str, UUID]:
    """Publish the texts as a feed would bring them; return the articles' keys by the texts' ids."""
    folder, found = MediaFolder(media), {}
    now = datetime.now(UTC)
    for batch in _batches(items):
        with database.write() as session:
            catalogue, ledger = Catalogue(), Ledger(session)
            for item in batch:
                published = publish(
                    *(session, draft(item, dated=dated)),
                    media=folder,
                    now=now,
                    catalogue=catalogue,
                    ledger=ledger,
                )
                found[item.id] = published.article_id
            ledger.flush()
    return found


def draft(item: Item, *, dated: bool) -> ArticleDraft:
    """What an importer would make of it. A text without a headline takes its first words, and the reverse."""
    headline = item.title.strip() or " ".join(item.text.split()[:12])
    paragraphs = [line for line in (item.text.strip() or headline).splitlines() if line.strip()]
    return ArticleDraft(
        headline=headline[:900],
        body_html="".join(f"<p>{html.escape(line)}</p>" for line in paragraphs),
        section_path=_section(item.section),
        language=_language(item),
        external_reference=f"benchmark:{item.id}",
        published_at=_moment(item.published) if dated else None,
    )


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    yield batch


def _item(row: dict[str, str | None]) -> Item:
    return Item(
        row["id"] or "", row["title"] or "", row["text"] or "", row["published"], row["section"] or ""
    )


def _section(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-") or "news"


def _language(item: Item) -> str:
    text = item.title + item.text
    return "zh-Hans" if len(_CHINESE.findall(text)) > 0.2 * len(text) else "en"


def _moment(text: str | None) -> datetime | None:
    """A date that cannot be read is an unknown date."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
