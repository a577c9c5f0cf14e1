"""Pages for people: articles, sections, the playground, and the page that stops mail."""

from starlette.routing import BaseRoute, Route

from broadsheet_server.settings import Settings
from broadsheet_server.web.articles import article
from broadsheet_server.web.error_pages import exception_handlers
from broadsheet_server.web.lists import home, section
from broadsheet_server.web.mailbox import mail, mail_list
from broadsheet_server.web.media import media
from broadsheet_server.web.playground import playground
from broadsheet_server.web.robots import robots
from broadsheet_server.web.static_files import asset, favicon
from broadsheet_server.web.unsubscribe import unsubscribe

__all__ = ["exception_handlers", "routes"]


def routes(settings: Settings) -> list[BaseRoute]:
    """Every page, and what pages need. The mailbox is there for the demo only."""
    demo = [Route("/mailbox", mail_list), Route("/mailbox/{name}", mail)] if settings.demo_mailbox else []
    return [
        Route("/", home),
        Route("/sections/{path:path}", section),
        Route("/articles/{slug}", article),
        Route("/media/{name}", media),
        Route("/static/{version}/{name:path}", asset),
        Route("/mail/stop/{token}", unsubscribe, methods=["GET", "POST"]),
        Route("/playground", playground),
        Route("/favicon.ico", favicon),
        Route("/robots.txt", robots),
        *demo,
    ]
