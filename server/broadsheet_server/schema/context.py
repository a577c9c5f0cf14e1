"""What resolvers may use: the caller, the settings, and the read context with its DataLoaders."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from broadsheet_server.access.audit import Act, Actor, record_act
from broadsheet_server.access.caller import Caller
from broadsheet_server.access.registered_documents import NewDocument
from broadsheet_server.access.section_limit import SectionLimit
from broadsheet_server.reading.article_lists import LISTS_PER_STATEMENT, ListRequest, article_pages
from broadsheet_server.reading.articles import read_articles
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.pagination import Page
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.schema.errors import CodedError, ErrorCode
from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.payloads import Payloads
from broadsheet_shared.vocabulary import Scope

ArticleKeys = tuple[tuple[UUID, ...], Selection]
CheckDocument = Callable[[str], Awaitable[NewDocument | str]]
"""Gives a document that may be registered; or why it may not, in sentences."""
PageKey = tuple[ListRequest, Selection]
LISTS_TOGETHER = 50
"""Related lists of which one statement reads the articles: what it has read is completed in one go."""


@dataclass
class Context:
    """The context of one request. `caller` is None for a reader without an API key.

    `selections` caches the selections of the operation; requests for the same operation share it. Its keys
    are the `id()` of AST nodes, so it lives as long as the document.
    """

    database: Database
    settings: Settings
    now: datetime
    caller: Caller | None = None
    selections: dict[tuple[object, ...], Selection] = field(default_factory=dict)
    """Selections that `lookahead` has made already, shared by the requests of one operation."""
    mail_worker: MailWorker | None = None
    """The worker of this process, where there is one."""
    charge: Callable[[int], Awaitable[None]] | None = None
    """Counts the cost of the operation, and raises where it is too much; None where nothing is counted."""
    payloads: Payloads | None = None
    """What executes the documents of webhooks."""
    resumed_after: int | None = None
    """Of a subscription that broke off: the last sequence that the client has seen."""
    check_document: CheckDocument | None = None
    """What tells whether a GraphQL document is valid: it stands above the schema."""
    is_answer_kept: bool = False
    """Whether somebody keeps the whole answer for who asks the same."""
    reading: ReadContext = field(init=False)

    def __post_init__(self) -> None:
        self.reading = ReadContext(self.database, self.settings, self.now)
        self.reading.article_loader = self._articles_by_id
        self.reading.sees_drafts = self.caller is not None and Scope.EDIT in self.caller.scopes

    @cached_property
    def _articles(self) -> DataLoader[ArticleKeys, Mapping[UUID, Article]]:
        return DataLoader(load_fn=self._load_articles, max_batch_size=LISTS_TOGETHER)

    @cached_property
    def _pages(self) -> DataLoader[PageKey, Page]:
        return DataLoader(load_fn=self._load_pages, max_batch_size=LISTS_PER_STATEMENT)

    @property
    def index(self) -> SearchIndex:
        """The search index beside the store."""
        return shared_index(self.settings.index)

    def need(self, scope: Scope) -> Caller:
        """The caller, who has to hold an API key with this scope. Raises CodedError."""
        if self.caller is None:
            sentence = f"This needs an API key with scope `{scope}`: send `Authorization: Bearer <key>`."
            raise CodedError(sentence, ErrorCode.UNAUTHENTICATED)
        if scope not in self.caller.scopes:
            raise CodedError(
                f"This needs scope `{scope}`, which this API key does not have.", ErrorCode.FORBIDDEN
            )
        return self.caller

    @property
    def actor(self) -> Actor:
        """The caller, as the audit log knows them."""
        return Actor.of(self.caller)

    @property
    def permitted_sections(self) -> SectionLimit | None:
        """Where the caller's key may write; None: everywhere."""
        return self.caller.sections if self.caller else None

    def record(self, session: Any, act: Act) -> None:
        """Add what the caller does to the audit log, in the transaction that does it."""
        record_act(session, self.actor, act, now=self.now)

    async def page(self, request: ListRequest, selection: Selection) -> Page:
        """One page of a list, read together with the others of the same depth. Raises InvalidQueryError.

        Several fields may wait for the same page: the error of one cancels those beside it, and the others
        still need what was begun.
        """
        return await asyncio.shield(self._pages.load((request, selection)))

    async def _articles_by_id(self, ids: Sequence[UUID], selection: Selection) -> Mapping[UUID, Article]:
        return await asyncio.shield(self._articles.load((tuple(ids), selection)))

    async def _load_articles(self, keys: Sequence[ArticleKeys]) -> list[Mapping[UUID, Article]]:
        """Public articles by id, one statement for each selection at the same depth of the operation."""
        ids: dict[Selection, list[UUID]] = {}
        for article_ids, selection in keys:
            ids.setdefault(selection, []).extend(article_ids)
        articles = {
            selection: await read_articles(self.reading, ids[selection], selection) for selection in ids
        }
        return [articles[selection] for _, selection in keys]

    async def _load_pages(self, keys: Sequence[PageKey]) -> list[Page]:
        """Pages of lists, one statement for each selection and shape at the same depth of the operation."""
        requests: dict[Selection, list[ListRequest]] = {}
        for request, selection in keys:
            requests.setdefault(selection, []).append(request)
        pages: dict[PageKey, Page] = {}
        for selection, batch in requests.items():
            read = await article_pages(self.reading, batch, selection)
            pages |= {(request, selection): page for request, page in zip(batch, read, strict=True)}
        return [pages[key] for key in keys]


@lru_cache(maxsize=8)
def shared_index(folder: Path) -> SearchIndex:
    """The index in a folder, one object for all requests: it keeps the newest state open between them."""
    return open_index(folder)


Info = strawberry.Info[Context, None]
