"""Fetches the images of articles from other servers into the media folder, many at a time.

A missing image never stops an article: what fails is told in a note, and tried again when the same item is
imported again. What was fetched before is used from the folder; once a day its server is asked whether it has
changed, and if that fails, the earlier file stays.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from broadsheet_server.fetching.errors import FetchError, SlowResponseError, UnreachableError, is_final
from broadsheet_server.fetching.fetched_document import FetchBounds, FetchedDocument, Validators
from broadsheet_server.models.images import FetchedImage
from broadsheet_server.newsroom.image_limits import UnsupportedImageError
from broadsheet_server.newsroom.media_folder import IMAGE_BYTES_MAX, MediaFolder
from broadsheet_server.newsroom.remote_images import FailedImage, LocatedImage, RefusedImage, RemoteImages
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from broadsheet_server.fetching.fetcher import Fetcher

ACCEPT: Final = "image/avif, image/webp, image/png, image/jpeg, image/gif;q=0.9, */*;q=0.1"
CONNECTIONS_MAX: Final = 12
"""At a time; each may hold an image of IMAGE_BYTES_MAX in memory."""
HOST_CONNECTIONS_MAX: Final = 6
"""As browsers have."""
HOST_FAILURES_MAX: Final = 3
"""A host that was silent or out of reach so often is asked no more in this run."""
BOUNDS: Final = FetchBounds(bytes_max=IMAGE_BYTES_MAX, seconds=20.0)
CALLER_BOUNDS: Final = replace(BOUNDS, seconds=4.0)
"""Where a caller waits for the answer."""
CHECKED_AGAIN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FetchResults:
    """What became of addresses: `images` by address, and `failures` with why, of those that may be linked.

    Those of `transient` failed for the moment: another try may succeed.
    """

    images: dict[str, LocatedImage | RefusedImage] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    transient: set[str] = field(default_factory=set)

    def of(self, addresses: Iterable[str]) -> RemoteImages:
        """What became of these addresses."""
        failed = {each: FailedImage(self.failures[each]) for each in addresses if each in self.failures}
        return failed | {each: self.images[each] for each in addresses if each in self.images}


class ImageFetching:
    """The fetching of one import run, which asks for no address twice. Use it as a context manager.

    A dry run asks for none: it has the images that were fetched before.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        bounds: FetchBounds = BOUNDS,
        is_dry_run: bool = False,
    ) -> None:
        self._database = database
        self._is_dry_run = is_dry_run
        self._settings = settings.fetching
        self._media = MediaFolder(settings.media)
        self._bounds = bounds
        self._results = FetchResults()
        self._host_failures: Counter[str] = Counter()
        self._resources = ExitStack()
        self._loop: tuple[BlockingPortal, Fetcher] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resources.__exit__(kind, error, trace)

    def fetch(self, addresses: Iterable[str]) -> FetchResults:
        """Fetch the images at these addresses, as far as this run has not yet; the results of the whole run.

        Raises OSError when the media folder cannot be written.
        """
        fresh = list(dict.fromkeys(address for address in addresses if not self._is_known(address)))
        if fresh and self._settings.images == "fetch":
            stored = self._stored(fresh)
            if self._is_dry_run:
                self._use_stored(fresh, stored)
            else:
                portal, fetcher = self._start()
                fetched = portal.call(self._fetch_all, fetcher, fresh, stored)
                self._remember([image for image in fetched if image is not None])
        return self._results

    def _use_stored(self, addresses: list[str], stored: Mapping[str, FetchedImage]) -> None:
        for address in addresses:
            if image := stored.get(_digest(address)):
                self._results.images[address] = _located(image)
            else:
                self._results.failures[address] = "A dry run fetches no images."

    def _is_known(self, address: str) -> bool:
        return address in self._results.images or address in self._results.failures

    def _start(self) -> "tuple[BlockingPortal, Fetcher]":
        """An event loop in a thread of its own, when there is something to fetch."""
        if self._loop is None:
            from anyio.from_thread import start_blocking_portal

            from broadsheet_server.fetching.fetcher import Fetcher

            portal = self._resources.enter_context(start_blocking_portal())
            fetcher = Fetcher(
                self._settings.allowed_networks,
                connections_max=CONNECTIONS_MAX,
                host_connections_max=HOST_CONNECTIONS_MAX,
            )
            self._resources.enter_context(portal.wrap_async_context_manager(fetcher))
            self._loop = portal, fetcher
        return self._loop

    def _stored(self, addresses: list[str]) -> dict[str, FetchedImage]:
        """What was fetched before and is still in the folder."""
        digests = [_digest(address) for address in addresses]
        with self._database.read() as session:
            rows = session.exec(select(FetchedImage).where(col(FetchedImage.url_digest).in_(digests))).all()
        return {row.url_digest: row for row in rows if self._media.has(row.location)}

    async def _fetch_all(
        self, fetcher: "Fetcher", addresses: list[str], stored: Mapping[str, FetchedImage]
    ) -> list[FetchedImage | None]:
        places = asyncio.Semaphore(CONNECTIONS_MAX)

        async def fetch(address: str) -> FetchedImage | None:
            async with places:
                return await self._fetch(fetcher, address, stored.get(_digest(address)))

        return await asyncio.gather(*map(fetch, addresses))

    async def _fetch(
        self, fetcher: "Fetcher", address: str, stored: FetchedImage | None
    ) -> FetchedImage | None:
        """Find one image; return its new row, None where there is nothing to remember."""
        if stored:
            self._results.images[address] = _located(stored)
            if datetime.now(UTC) - stored.checked_at < CHECKED_AGAIN_AFTER:
                return None
        try:
            document = await self._ask(fetcher, address, stored)
            return await self._keep(address, document, stored)
        except FetchError as error:
            if not stored:
                self._results.failures[address] = str(error)
                if not is_final(error):
                    self._results.transient.add(address)
        except UnsupportedImageError as error:
            if not stored:
                self._results.images[address] = RefusedImage(str(error))
        return None

    async def _ask(self, fetcher: "Fetcher", address: str, stored: FetchedImage | None) -> FetchedDocument:
        host = urlsplit(address).netloc
        if self._host_failures[host] >= HOST_FAILURES_MAX:
            raise UnreachableError(
                "Its server did not answer several times; it is asked no more in this run."
            )
        validators = Validators(stored.etag, stored.last_modified) if stored else None
        try:
            document = await fetcher.fetch(address, validators=validators, accept=ACCEPT, bounds=self._bounds)
        except (SlowResponseError, UnreachableError):
            self._host_failures[host] += 1
            raise
        self._host_failures[host] = 0
        return document

    async def _keep(
        self, address: str, document: FetchedDocument, stored: FetchedImage | None
    ) -> FetchedImage:
        now = datetime.now(UTC)
        if stored and not document.is_modified:
            return stored.model_copy(update={"checked_at": now})
        name, image = await asyncio.to_thread(self._media.store, document.body)
        row = FetchedImage(
            url_digest=_digest(address),
            location=name,
            media_type=image.media_type,
            width=image.width,
            height=image.height,
            etag=document.validators.etag,
            last_modified=document.validators.last_modified,
            checked_at=now,
        )
        self._results.images[address] = _located(row)
        return row

    def _remember(self, rows: list[FetchedImage]) -> None:
        """Write what was fetched. Another run may have written the same meanwhile: that does as well."""
        if not rows:
            return
        try:
            with self._database.write() as session:
                for row in rows:
                    session.merge(row)
        except IntegrityError:
            pass


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def _located(row: FetchedImage) -> LocatedImage:
    return LocatedImage(row.location, row.media_type, row.width, row.height)
