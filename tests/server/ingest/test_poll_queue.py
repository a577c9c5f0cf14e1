"""Who polls a source, for how long, and what a poll that comes too late may write."""

from datetime import timedelta

import pytest

from broadsheet_server.ingest.feed_interval import feed_interval
from broadsheet_server.ingest.poll_queue import (
    LEASE,
    PollSuccess,
    claim_sources,
    earliest_poll,
    finish_poll,
    renew_leases,
)
from broadsheet_server.ingest.sources import SourceRequest, add_source
from broadsheet_server.models.sources import ImportSource
from broadsheet_server.storage.database import Database
from tests.builders import NOW


@pytest.fixture
def claimed(database: Database) -> ImportSource:
    """A source that a server has begun to poll."""
    with database.write() as session:
        add_source(session, SourceRequest("The Post", "https://post.example/feed", "world"), now=NOW)
        [source] = claim_sources(session, NOW, 10)
    return source


def test_a_long_poll_keeps_its_source(database: Database, claimed: ImportSource) -> None:
    assert claimed.lease_id is not None
    with database.write() as session:
        renew_leases(session, [claimed.lease_id], NOW + LEASE / 2)
        assert earliest_poll(session) == NOW + LEASE * 1.5
        assert claim_sources(session, NOW + LEASE, 10) == []


def test_a_server_that_lost_its_lease_writes_nothing(database: Database, claimed: ImportSource) -> None:
    with database.write() as session:
        [taken] = claim_sources(session, NOW + LEASE, 10)
        assert taken.lease_id != claimed.lease_id
        assert finish_poll(session, claimed, PollSuccess(digest="late"), NOW + LEASE) is None
        assert taken.digest is None


@pytest.mark.parametrize(
    ("head", "hours"),
    [
        ("<ttl>120</ttl>", 2),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6),
        ("<sy:updatePeriod> hourly </sy:updatePeriod>", 1),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", 0),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 24),
        ("<item><ttl>120</ttl></item>", 0),
        ("", 0),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_asked(head: str, hours: int) -> None:
    document = f"<rss><channel>{head}<item/></channel></rss>".encode()
    assert feed_interval(document) == timedelta(hours=hours)
