"""The operations and other services that the window uses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadsheet_client.operations.access_key import AccessKey
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.article_loader import ArticleLoader
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.front_page import FrontPageOperation
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.operations.news_poller import NewsPoller
from broadsheet_client.operations.open_article import OpenArticleOperation
from broadsheet_client.operations.outbox import Outbox
from broadsheet_client.operations.prefetch import PrefetchOperation
from broadsheet_client.operations.search import SearchOperation
from broadsheet_client.operations.share import ShareOperation
from broadsheet_client.store.reader_store import ReaderStore

if TYPE_CHECKING:
    from broadsheet_client.operations.paper_check import PaperCheck


@dataclass(frozen=True, slots=True)
class Services:
    """Created by `reader.create_services`."""

    server: str
    store: ReaderStore
    connection: ConnectionMonitor
    front_page: FrontPageOperation
    article_list: ArticleListOperation
    news_poller: NewsPoller
    open_article: OpenArticleOperation
    search: SearchOperation
    prefetch: PrefetchOperation
    article_loader: ArticleLoader
    images: ImageProvider
    outbox: Outbox
    access_key: AccessKey
    create_share: Callable[[], ShareOperation]
    """Factory: a share for one dialog."""
    create_paper_check: "Callable[[], PaperCheck]"
    """Factory: a check for one dialog."""
    open_url: Callable[[str], bool]
    """Open a URL in the browser or the mail program; False if no program accepted it."""
