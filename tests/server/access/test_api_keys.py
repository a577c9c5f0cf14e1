"""API keys: made once, shown once, found by their prefix and compared by their hash."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from broadsheet_server.access.api_keys import (
    OVERLAP_MAX,
    InvalidKeyError,
    RevokedKeyError,
    UnknownKeyError,
    create_key,
    find_key,
    key_with_prefix,
    list_keys,
    revoke_key,
    rotate_key,
    section_paths,
)
from broadsheet_server.access.caller import Caller
from broadsheet_server.access.key_lookup import RefusedTokenError, find_caller
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish

HOUR = timedelta(hours=1)


def opened(database: Database, token: str, now: datetime = NOW) -> Caller:
    """The caller whom a token makes, as a request finds them."""

    async def found() -> Caller:
        try:
            return await find_caller(database, token, now=now)
        finally:
            await database.close()

    return asyncio.run(found())


def refusal(database: Database, token: str, now: datetime = NOW) -> str:
    """Why a token opens nothing."""
    with pytest.raises(RefusedTokenError) as refused:
        opened(database, token, now)
    return str(refused.value)


def test_a_key_opens_what_it_was_made_for_and_is_kept_as_a_hash(database: Database) -> None:
    with database.write() as session:
        key, token = create_key(session, "reader", [Scope.SHARE, Scope.EDIT, Scope.SHARE], now=NOW)
    with database.read() as session:
        found = find_key(session, token, now=NOW)
        assert found is not None
        assert (found.id, found.name, found.scopes) == (key.id, "reader", ["edit", "share"])
        assert token.startswith(found.prefix)
        assert token not in repr(found)
    caller = opened(database, token)
    assert (caller.api_key_id, caller.scopes, caller.sections) == (key.id, {"edit", "share"}, None)
    assert refusal(database, token[:-1] + "~") == "This key is unknown."


@pytest.mark.parametrize("scopes", ['"\\ud800"', "7", "[[]]"])
def test_a_key_whose_scopes_are_damaged_opens_nothing(database: Database, scopes: str) -> None:
    with database.write() as session:
        key, token = create_key(session, "reader", [Scope.SHARE], now=NOW)
    assert opened(database, token).api_key_id == key.id
    with database.write() as session:
        session.connection().execute(text("UPDATE api_key SET scopes = :scopes"), {"scopes": scopes})
    assert refusal(database, token) == "This key is unknown."


@pytest.mark.parametrize("presented", ["", "bs_", "bs_" + "x" * 43, "\ud800", "'; DROP TABLE api_key; --"])
def test_what_is_no_key_opens_nothing(database: Database, presented: str) -> None:
    with database.write() as session:
        create_key(session, "reader", [Scope.SHARE], now=NOW)
        assert find_key(session, presented, now=NOW) is None
    assert refusal(database, presented) == "This key is unknown."


def test_a_revoked_key_opens_nothing(database: Database) -> None:
    with database.write() as session:
        key, token = create_key(session, "reader", [Scope.SHARE], now=NOW)
        _, other = create_key(session, "other", [Scope.SHARE], now=NOW)
        assert revoke_key(session, key, now=NOW).revoked_at == NOW
        assert revoke_key(session, key, now=NOW + HOUR).revoked_at == NOW
    with database.read() as session:
        assert find_key(session, token, now=NOW) is None
        assert find_key(session, other, now=NOW) is not None
        assert [known.name for known in list_keys(session)] == ["reader", "other"]
    assert refusal(database, token) == "This key was revoked."


def test_a_key_ends_at_its_time(database: Database) -> None:
    with database.write() as session:
        _, token = create_key(session, "week", [Scope.EDIT], now=NOW, expires_at=NOW + HOUR)
        with pytest.raises(InvalidKeyError, match="past"):
            create_key(session, "past", [Scope.EDIT], now=NOW, expires_at=NOW)
    assert opened(database, token, NOW + HOUR - timedelta(seconds=1))
    assert refusal(database, token, NOW + HOUR) == "This key has expired."
    with database.read() as session:
        assert find_key(session, token, now=NOW + HOUR) is None


def test_a_rotated_key_works_beside_the_new_one_until_its_time(database: Database) -> None:
    with database.write() as session:
        key, first = create_key(session, "wire", [Scope.INGEST], now=NOW)
        _, second = rotate_key(session, key, now=NOW, overlap=HOUR)
        assert key_with_prefix(session, first[:11]).id == key_with_prefix(session, second[:11]).id == key.id
    before, after = NOW + HOUR - timedelta(seconds=1), NOW + HOUR
    assert opened(database, first, before).api_key_id == opened(database, second, before).api_key_id == key.id
    assert refusal(database, first, after) == "This key was replaced by a new one; use that."
    assert opened(database, second, after)
    with database.read() as session:
        assert find_key(session, first, now=before) is not None
        assert find_key(session, first, now=after) is None


def test_a_second_rotation_ends_the_oldest_and_none_overlaps_where_it_shall_not(database: Database) -> None:
    with database.write() as session:
        key, first = create_key(session, "wire", [Scope.INGEST], now=NOW)
        _, second = rotate_key(session, key, now=NOW)
        _, third = rotate_key(session, key, now=NOW)
        _, fourth = rotate_key(session, key, now=NOW, overlap=timedelta(0))
    for ended in (first, second, third):
        assert refusal(database, ended) == "This key is unknown."
    assert opened(database, fourth)


def test_what_is_revoked_or_asks_for_too_long_is_not_rotated(database: Database) -> None:
    with database.write() as session:
        key, token = create_key(session, "wire", [Scope.INGEST], now=NOW)
        for overlap in (OVERLAP_MAX + timedelta(seconds=1), timedelta(seconds=-1)):
            with pytest.raises(InvalidKeyError, match="up to 30 days"):
                rotate_key(session, key, now=NOW, overlap=overlap)
        _, replacing = rotate_key(session, key, now=NOW)
        revoke_key(session, key, now=NOW)
        with pytest.raises(RevokedKeyError):
            rotate_key(session, key, now=NOW)
    for ended in (token, replacing):
        assert refusal(database, ended) == "This key was revoked."


def test_a_key_of_sections_names_them_as_they_are_now(database: Database) -> None:
    publish(database, section_path="world/asia")
    with database.write() as session:
        key, token = create_key(session, "asia", [Scope.EDIT], now=NOW, sections=["world/asia"])
        assert section_paths(session, key) == ["world/asia"]
        everywhere, _ = create_key(session, "all", [Scope.EDIT], now=NOW)
        assert section_paths(session, everywhere) is None
    assert opened(database, token).sections is not None


@pytest.mark.parametrize(
    ("scopes", "sections", "sentence"),
    [
        ([Scope.EDIT], ["nowhere"], "There is no section “nowhere”."),
        ([Scope.EDIT], [], "Name a section"),
        ([Scope.ADMIN], ["city"], "The scope admin knows no sections"),
        ([], None, "without a scope"),
    ],
)
def test_a_key_that_would_make_no_sense_is_refused(
    database: Database, scopes: list[Scope], sections: list[str] | None, sentence: str
) -> None:
    publish(database)
    with database.write() as session, pytest.raises(InvalidKeyError, match=sentence):
        create_key(session, "one", scopes, now=NOW, sections=sections)


def test_nobody_revokes_by_a_guess(database: Database) -> None:
    with database.write() as session:
        create_key(session, "one", [Scope.SHARE], now=NOW)
        create_key(session, "two", [Scope.SHARE], now=NOW)
        with pytest.raises(UnknownKeyError, match="2 keys begin"):
            key_with_prefix(session, "bs_")
        with pytest.raises(UnknownKeyError, match="No key begins"):
            key_with_prefix(session, "nothing")
        with pytest.raises(UnknownKeyError, match="Say which key"):
            key_with_prefix(session, "")
