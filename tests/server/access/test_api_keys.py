"""API keys: made once, shown once, found by their hash."""

import asyncio

import pytest
from sqlalchemy import text

from broadsheet_server.access.api_keys import (
    UnknownKeyError,
    create_key,
    find_caller,
    find_key,
    list_keys,
    revoke_key,
)
from broadsheet_server.access.caller import Caller
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW


def test_a_key_opens_what_it_was_made_for_and_is_kept_as_a_hash(database: Database) -> None:
    with database.write() as session:
        key, plain = create_key(session, "reader", [Scope.SHARE, Scope.EDIT, Scope.SHARE], now=NOW)
    with database.read() as session:
        found = find_key(session, plain)
        assert found is not None
        assert (found.id, found.name, found.scopes) == (key.id, "reader", ["edit", "share"])
        assert plain.startswith(found.prefix)
        assert plain not in repr(found)


@pytest.mark.parametrize("scopes", ['"\\ud800"', "7", "[[]]"])
def test_a_key_whose_scopes_are_damaged_opens_nothing(database: Database, scopes: str) -> None:
    with database.write() as session:
        key, token = create_key(session, "reader", [Scope.SHARE], now=NOW)

    async def found() -> Caller | None:
        try:
            return await find_caller(database, token)
        finally:
            await database.close()

    caller = asyncio.run(found())
    assert caller is not None
    assert (caller.api_key_id, caller.scopes) == (key.id, {"share"})
    with database.write() as session:
        session.connection().execute(text("UPDATE api_key SET scopes = :scopes"), {"scopes": scopes})
    assert asyncio.run(found()) is None


@pytest.mark.parametrize("presented", ["", "bs_", "bs_" + "x" * 43, "\ud800", "'; DROP TABLE api_key; --"])
def test_what_is_no_key_opens_nothing(database: Database, presented: str) -> None:
    with database.write() as session:
        create_key(session, "reader", [Scope.SHARE], now=NOW)
        assert find_key(session, presented) is None


def test_a_revoked_key_opens_nothing(database: Database) -> None:
    with database.write() as session:
        key, plain = create_key(session, "reader", [Scope.SHARE], now=NOW)
        _, other = create_key(session, "other", [Scope.SHARE], now=NOW)
        assert revoke_key(session, key.prefix, now=NOW).revoked_at == NOW
    with database.read() as session:
        assert find_key(session, plain) is None
        assert find_key(session, other) is not None
        assert [known.name for known in list_keys(session)] == ["reader", "other"]


def test_nobody_revokes_by_a_guess(database: Database) -> None:
    with database.write() as session:
        create_key(session, "one", [Scope.SHARE], now=NOW)
        create_key(session, "two", [Scope.SHARE], now=NOW)
        with pytest.raises(UnknownKeyError, match="2 keys begin"):
            revoke_key(session, "bs_", now=NOW)
        for prefix in ("", "nothing"):
            with pytest.raises(UnknownKeyError, match="No key begins"):
                revoke_key(session, prefix, now=NOW)
