"""What a resolver may use: who asks, and the context that answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from broadsheet_server.access.caller import Caller
from broadsheet_server.reading.article_lists import ListRequest, pages
from broadsheet_server.reading.articles import articles_by_key
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article, Page
from broadsheet_server.reading.selection import Selection
from broadsheet_server.schema.errors import CodedError, ErrorCode
from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope

Cards = tuple[tuple[UUID, ...], Selection]


@dataclass(slots=True)
class Context:
    """One request: the store, the settings, the moment, and the caller (None for a reader without a key)."""

    database: Database
    settings: Settings
    now: datetime
    caller: Caller | None = None
    selections: dict[tuple[object, ...], Selection] = field(default_factory=dict)
    """Selections that `lookahead` has made already, shared by the requests of one operation."""
    mail_worker: MailWorker | None = None
    """The one beside this server, where there is one."""
    reading: ReadContext = field(init=False)
    cards: DataLoader[Cards, dict[UUID, Article]] = field(init=False)
    pages: DataLoader[tuple[ListRequest, Selection], Page] = field(init=False)

    def __post_init__(self) -> None:
        self.reading = ReadContext(self.database, self.settings, self.now)
        self.cards = DataLoader(load_fn=self._load_cards)
        self.pages = DataLoader(load_fn=self._load_pages)

    @property
    def index(self) -> SearchIndex:
        """The search index beside the store."""
        return _index(self.settings.index)

    def need(self, scope: Scope) -> Caller:
        """The caller, who has to hold a key with this scope. Raises a coded error that says so."""
        if self.caller is None:
            sentence = f"This needs an API key with scope `{scope}`: send `Authorization: Bearer <key>`."
            raise CodedError(sentence, ErrorCode.UNAUTHENTICATED)
        if scope not in self.caller.scopes:
            raise CodedError(
                f"This needs scope `{scope}`, which this API key does not have.", ErrorCode.FORBIDDEN
            )
        return self.caller

    async def _load_cards(self, wanted: Sequence[Cards]) -> list[dict[UUID, Article]]:
        """Public articles by key, one statement for all that the operation wants at the same depth."""
        keys: dict[Selection, list[UUID]] = {}
        for some, selection in wanted:
            keys.setdefault(selection, []).extend(some)
        found = {each: await articles_by_key(self.reading, some, each) for each, some in keys.items()}
        return [found[selection] for _, selection in wanted]

    async def _load_pages(self, wanted: Sequence[tuple[ListRequest, Selection]]) -> list[Page]:
        """Pages of lists, one statement for all that are alike and wanted at the same depth."""
        asked: dict[Selection, list[ListRequest]] = {}
        for each, selection in wanted:
            asked.setdefault(selection, []).append(each)
        found: dict[tuple[ListRequest, Selection], Page] = {}
        for selection, some in asked.items():
            answers = await pages(self.reading, some, selection)
            found |= {(each, selection): page for each, page in zip(some, answers, strict=True)}
        return [found[each] for each in wanted]


@lru_cache(maxsize=8)
def _index(folder: Path) -> SearchIndex:
    """One door for each folder: it keeps the newest state open from one request to the next."""
    return open_index(folder)


Info = strawberry.Info[Context, None]
