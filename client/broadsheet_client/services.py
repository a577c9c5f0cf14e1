"""What the window works with: every operation, made and wired by the application."""

from collections.abc import Callable
from dataclasses import dataclass

from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.delivery import DeliveryOperation
from broadsheet_client.operations.front_page import FrontPageOperation
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.operations.news_poller import NewsPoller
from broadsheet_client.operations.open_article import OpenArticleOperation
from broadsheet_client.operations.outbox import Outbox
from broadsheet_client.operations.prefetch import PrefetchOperation
from broadsheet_client.operations.search import SearchOperation
from broadsheet_client.operations.share import ShareOperation
from broadsheet_client.store.reader_store import ReaderStore


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the window."""

    server: str
    store: ReaderStore
    connection: ConnectionMonitor
    front_page: FrontPageOperation
    article_list: ArticleListOperation
    news_poller: NewsPoller
    open_article: OpenArticleOperation
    search: SearchOperation
    prefetch: PrefetchOperation
    images: ImageProvider
    outbox: Outbox
    create_share: Callable[[], ShareOperation]
    create_delivery: Callable[[], DeliveryOperation]
    """A share for one dialog, and the watch over its mails."""
    open_url: Callable[[str], bool]
    """Hand an address to the desktop: the browser, or the mail program. False if nothing took it."""
