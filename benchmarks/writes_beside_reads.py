"""What readers lose while articles are published: 32 connections read, and five articles a second arrive.

    python benchmarks/writes_beside_reads.py [--articles 1000] [--rounds 1] [--seconds 2] [--writes 5]
        [--by-processor-time] [--operations ...] [--stores SQLite PostgreSQL]

`broadsheet serve` with one worker, on SQLite and on an embedded PostgreSQL, without and with its answer
cache. Another process publishes, an article a transaction, as an import does; the server indexes each and
builds its related list. Before the first load the lists of all articles are built and the server has nothing
left to do, after each it catches up. A round is three loads without writes and three with them, in turns;
printed are medians of requests/s and of processor time, and their ratios. A round takes some six minutes.

Where other programs are busy, these say little: a server that gets a fifth of a core answers a fifth of the
requests, but still gets five articles a second. With `--by-processor-time` an article comes whenever the
server has used another fifth of a second of the processor, as it would where nothing else runs; then the
ratio of requests by processor time is that of requests/s of a server that has a core for itself.
"""

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftImage, DraftTag
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from bulk_archive import DEEP_SECTIONS, BulkArchive
from filled_stores import Store, broadsheet, filled_stores
from http_load import missing_tool
from interleaved import Loads, Measured, measure, show_loads, show_ratios
from operations import NAMES, bodies
from server_processes import processor_seconds, wait_until_caught_up, wait_until_idle

KNOWN = 60
"""Different answers of each operation in the cache."""
LOADS_A_ROUND = 3
_WRITES = ", with writes"
_STORES = ("SQLite", "PostgreSQL")


class Newsroom:
    """Publishes articles in a store."""

    def __init__(self, store: Store, archive: BulkArchive, first_number: int) -> None:
        self.database = Database(store.settings.store_url)
        self._media = MediaFolder(store.settings.media)
        self.archive = archive
        self._number = first_number

    def publish(self) -> None:
        """Publish the next article in a transaction of its own."""
        draft, now = self._draft(), datetime.now(UTC)
        with self.database.write() as session:
            publish(session, draft, media=self._media, now=now)

    @contextmanager
    def publishing(self, a_second: float, port: int, server: int | None) -> Iterator[None]:
        """Publish as often; at the end wait until the server on `port` has indexed and related everything.

        With a `server`, its process id, seconds are those of its processor time.
        """
        pace = _by_the_clock if server is None else partial(_by_processor_time, server)
        stop, failures = threading.Event(), list[BaseException]()

        def work() -> None:
            try:
                while pace(1 / a_second, stop):
                    self.publish()
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        if failures:
            raise failures[0]
        wait_until_caught_up(port)

    def _draft(self) -> ArticleDraft:
        self._number += 1
        number, text = self._number, self.archive.text(self._number)
        image = DraftImage("A crane", "image/jpeg", 1200, 675, url=f"https://pictures.example/{number}.jpg")
        return ArticleDraft(
            headline=text.headline,
            summary=text.summary,
            body_html="".join(f"<p>{paragraph}</p>" for paragraph in text.paragraphs),
            section_path=DEEP_SECTIONS[number % len(DEEP_SECTIONS)],
            language="en",
            slug=self.archive.slug(number),
            authors=(DraftAuthor(f"Author {number % 50}"),),
            tags=tuple(DraftTag(f"Tag {number % 600}-{turn}", TagKind.TOPIC) for turn in range(3)),
            images=(image,),
        )


def _by_the_clock(seconds: float, stop: threading.Event) -> bool:
    """Wait; return False once it is time to stop."""
    return not stop.wait(seconds)


def _by_processor_time(server: int, seconds: float, stop: threading.Event) -> bool:
    """The same until the server has worked for that long."""
    end = processor_seconds(server) + seconds
    while not stop.wait(0.02):
        if processor_seconds(server) >= end:
            return True
    return False


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=2, help="of a load")
    parser.add_argument("--writes", type=float, default=5, help="articles a second")
    parser.add_argument("--by-processor-time", action="store_true", help="seconds of the server's processor")
    parser.add_argument("--operations", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--stores", nargs="+", choices=_STORES, default=list(_STORES))
    arguments = parser.parse_args()
    if reason := missing_tool():
        sys.exit(reason)
    archive = BulkArchive(arguments.articles)
    with filled_stores(archive, postgres="PostgreSQL" in arguments.stores) as filled, ExitStack() as stack:
        stores = [store for store in filled if store.name in arguments.stores]
        newsrooms = [Newsroom(store, archive, arguments.articles) for store in stores]
        for newsroom, store in zip(newsrooms, stores, strict=True):
            stack.callback(newsroom.database.dispose)
            newsroom.publish()
            _follow(newsroom.database, store)
        print(f"{arguments.articles:,} articles, {arguments.writes:g} more a second\n", flush=True)
        loads: Loads = {}
        for store, newsroom in zip(stores, newsrooms, strict=True):
            for cache in (False, True):
                loads |= _measure(store, newsroom, arguments, cache=cache)
        show_loads(loads)
        show_ratios(loads, [(name, name.removesuffix(_WRITES)) for name in loads if name.endswith(_WRITES)])


def _follow(database: Database, store: Store) -> None:
    """Index, and build the related lists of all articles."""
    followers = ServerFollowers(database, store.settings)
    while followers.step():
        pass
    followers.close()


def _measure(store: Store, newsroom: Newsroom, arguments: argparse.Namespace, *, cache: bool) -> Loads:
    """A server that is alone on its store, so that it indexes and relates, read with and without writes."""
    with broadsheet(store, cache=cache) as (port, pid):
        wait_until_idle(pid)
        sent = bodies(port, newsroom.archive, arguments.articles)
        known = {name: all_bodies[: KNOWN if cache else None] for name, all_bodies in sent.items()}
        name = f"{store.name}, {'cached' if cache else 'made anew'}"
        reading = Measured(name, port, pid, known, store.database, is_primed=cache)
        paced_by = pid if arguments.by_processor_time else None
        publishing = partial(newsroom.publishing, arguments.writes, port, paced_by)
        writing = replace(reading, name=name + _WRITES, beside=publishing)
        loads = arguments.rounds * LOADS_A_ROUND
        return measure([reading, writing], loads, arguments.seconds, arguments.operations)


if __name__ == "__main__":
    main()
