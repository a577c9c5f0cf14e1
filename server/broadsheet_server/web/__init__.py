"""Pages for people, from articles to the demo's mailbox; feeds, sitemaps, and the callbacks of hubs."""

from starlette.routing import BaseRoute, Route

from broadsheet_server.settings import Settings
from broadsheet_server.web.articles import article_page
from broadsheet_server.web.contract import contract
from broadsheet_server.web.error_pages import exception_handlers
from broadsheet_server.web.feeds import feed_routes
from broadsheet_server.web.hub_callback import HubCallbacks
from broadsheet_server.web.lists import front_page, section_page
from broadsheet_server.web.media import media_file
from broadsheet_server.web.playground import playground, validation
from broadsheet_server.web.sitemaps import sitemap_routes
from broadsheet_server.web.static_files import favicon, robots, static_file
from broadsheet_server.web.subjects import author_page, tag_page
from broadsheet_server.web.unsubscribe import unsubscribe

__all__ = ["exception_handlers", "playground", "routes"]


def routes(settings: Settings) -> list[BaseRoute]:
    """Every page, and the files that pages need. The mailbox exists in the demo only."""
    return [
        Route("/", front_page),
        *(feed_routes() if settings.feeds != "off" else []),
        Route("/sections/{path:path}", section_page),
        Route("/tags/{name}", tag_page),
        Route("/authors/{name}", author_page),
        Route("/articles/{slug}", article_page),
        Route("/media/{name}", media_file),
        Route("/static/{version}/{name:path}", static_file),
        Route("/mail/stop/{token}", unsubscribe, methods=["GET", "POST"]),
        Route("/websub/{token}", HubCallbacks().answer, methods=["GET", "POST"]),
        Route("/playground", playground),
        Route("/schema.graphql", contract),
        Route("/playground/validation", validation, methods=["POST"]),
        Route("/favicon.ico", favicon),
        Route("/robots.txt", robots),
        *(sitemap_routes() if settings.sitemaps else []),
        *(_mailbox_routes() if settings.demo_mailbox else []),
    ]


def _mailbox_routes() -> list[BaseRoute]:
    from broadsheet_server.web.mailbox import mail_page, mailbox_page  # reads MIME messages

    return [Route("/mailbox", mailbox_page), Route("/mailbox/{name}", mail_page)]
