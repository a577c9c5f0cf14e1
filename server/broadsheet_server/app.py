"""The whole program on one screen: what is served, and what runs beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from broadsheet_server import web
from broadsheet_server.changefeed.runner import FollowerRunner
from broadsheet_server.execution.answers import GZIP_BYTES_MIN, GZIP_LEVEL, AnswerCache
from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.operations.access_records import AccessRecorder
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.health import health
from broadsheet_server.operations.hub_subscriber import HubSubscriber
from broadsheet_server.operations.known_health import KnownHealth
from broadsheet_server.operations.media_sweep import MediaSweeper
from broadsheet_server.operations.open_store import open_store
from broadsheet_server.operations.readiness import readiness
from broadsheet_server.operations.source_poller import SourcePoller
from broadsheet_server.operations.webhook_worker import WebhookWorker
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.transport.cached_answers import CachedAnswers
from broadsheet_server.transport.cors import Cors
from broadsheet_server.transport.direct_endpoint import DirectEndpoint
from broadsheet_server.transport.http import PATH as GRAPHQL_PATH
from broadsheet_server.transport.http import routes as graphql_routes
from broadsheet_server.transport.rate_limited import RateLimited
from broadsheet_server.transport.visits import VisitRoute
from broadsheet_server.web.headers import SecurityHeaders, security_headers


def create_app(settings: Settings) -> Starlette:
    """Build the server. It opens the store when it starts, and closes everything when it stops."""
    app = Starlette(
        routes=[
            Route("/healthz", health),
            Route("/readyz", readiness),
            VisitRoute(GRAPHQL_PATH, web.playground),
            *graphql_routes(),
            *web.routes(settings),
        ],
        middleware=[
            Middleware(SecurityHeaders, remote_images=settings.remote_images),
            Middleware(GZipMiddleware, minimum_size=GZIP_BYTES_MIN, compresslevel=GZIP_LEVEL),
        ],
        exception_handlers=web.exception_handlers(),
        lifespan=_lifespan(settings),
    )
    app.router.redirect_slashes = False  # would redirect to the address in the Host header
    return app


def create_server(settings: Settings) -> ASGIApp:
    """The app as it is served: the endpoint in front of it, what is known, and who may ask how often."""
    limited = RateLimited(_known_answers(create_app(settings), settings), settings)
    origins = settings.cors.allowed_origins
    return Cors(limited, origins) if origins else limited


def _known_answers(app: Starlette, settings: Settings) -> ASGIApp:
    """The endpoint in front of the app, then what is known: its health and answers."""
    kept = settings.answer_cache
    endpoint = DirectEndpoint(app, security_headers(remote_images=settings.remote_images))
    if kept.megabytes == 0:
        return KnownHealth(app, endpoint)
    cache = AnswerCache(kept.megabytes * 1024 * 1024)
    return KnownHealth(app, CachedAnswers(endpoint, cache, kept.delay_ms / 1_000))


def _lifespan(settings: Settings) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = open_store(settings)
        app.state.settings, app.state.database = settings, database
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            if settings.demo_mailbox:
                from broadsheet_server.demo.mailbox import run_mail_catcher

                await stack.enter_async_context(run_mail_catcher(settings))
            app.state.mail_worker = MailWorker(database, settings)
            app.state.followers = ServerFollowers(database, settings)
            app.state.index = open_index(settings.index)
            sweeper = MediaSweeper(database, settings)
            poller, subscriber = SourcePoller(database, settings), HubSubscriber(database, settings)
            recorder = AccessRecorder(database, settings)
            webhooks = WebhookWorker(database, settings, GraphQLPayloads(database, settings))
            pollers = (poller, subscriber)
            workers = (app.state.followers, app.state.mail_worker, sweeper, *pollers, recorder, webhooks)
            await stack.enter_async_context(_run_beside(*workers))
            yield

    return lifespan


@asynccontextmanager
async def _run_beside(
    *workers: FollowerRunner
    | MailWorker
    | MediaSweeper
    | SourcePoller
    | HubSubscriber
    | AccessRecorder
    | WebhookWorker,
) -> AsyncIterator[None]:
    """Run background workers while requests are served; at the end, let each finish its present step."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker.run(stop))
        try:
            yield
        finally:
            stop.set()
