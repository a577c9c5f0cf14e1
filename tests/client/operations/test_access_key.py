"""A key is good when the server says so; a bad one stops nobody from reading."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import front_page, share_state
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.errors import ErrorCode, ReaderError
from broadsheet_client.operations.access_key import AccessKey
from broadsheet_client.store.key_store import KeyPlace, KeyStore
from tests.client import responses
from tests.client.scripted_server import (
    RecordedRequest,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    error_response,
)
from tests.client.store.test_key_store import no_keyring  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("no_keyring")

GOOD, UNFIT = "bs_good", "bs_unfit"


def answer(request: RecordedRequest) -> ScriptedResponse:
    """As the server answers: a bad key is refused whatever is asked."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if key not in {"", GOOD, UNFIT}:
        return error_response("Unknown key.", "UNAUTHENTICATED", status=401)
    if request.json["operationName"] == "FrontPage":
        return data_response(**responses.front_page())
    if key == UNFIT:
        return error_response("This needs scope `share`.", "FORBIDDEN")
    return data_response(share=None) if key else error_response("Needs a key.", "UNAUTHENTICATED")


@pytest.fixture
def access_key(client: QtGraphQLClient, server: ScriptedServer, tmp_path: Path) -> AccessKey:
    """The key of a paper, of which none is known yet."""
    server.default = answer
    return AccessKey(client, KeyStore(tmp_path), server.origin)


@pytest.mark.parametrize("pasted", [GOOD, f"  {GOOD}\n", f"Authorization: Bearer {GOOD}"])
def test_a_good_key_is_checked_kept_and_there_after_the_next_start(
    qtbot: QtBot, client: QtGraphQLClient, access_key: AccessKey, tmp_path: Path, pasted: str
) -> None:
    with qtbot.waitSignal(access_key.accepted) as caught:
        access_key.enter(pasted)
    assert caught.args == [KeyPlace.FILE]
    assert client.key == GOOD
    client.key = None
    again = AccessKey(client, KeyStore(tmp_path), access_key._server)
    assert not again.is_restored
    with qtbot.waitSignal(again.restored):
        again.restore()
    assert (client.key, again.place) == (GOOD, KeyPlace.FILE)
    with qtbot.waitSignal(again.removed):
        again.remove()
    assert client.key is None
    assert KeyStore(tmp_path).load(access_key._server) is None


def test_a_key_that_could_not_be_removed_is_not_called_removed(
    qtbot: QtBot, access_key: AccessKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise OSError("the keyring is locked")

    monkeypatch.setattr(access_key._store, "delete", fail)
    with qtbot.waitSignal(access_key.rejected) as caught:
        access_key.remove()
    assert caught.args[0].code is ErrorCode.KEY_NOT_REMOVED
    assert not access_key.is_restored, "what is still kept is looked up again"


@pytest.mark.parametrize(
    ("entered", "code"),
    [
        ("bs_old", ErrorCode.KEY_REFUSED),
        (UNFIT, ErrorCode.ACCESS_DENIED),
        ("", ErrorCode.KEY_MALFORMED),
        ("two words", ErrorCode.KEY_MALFORMED),
        ("a\nb: c", ErrorCode.KEY_MALFORMED),
        ("钥匙", ErrorCode.KEY_MALFORMED),
    ],
)
def test_a_key_that_does_not_do_is_not_kept_and_the_person_learns_why(
    qtbot: QtBot,
    client: QtGraphQLClient,
    access_key: AccessKey,
    tmp_path: Path,
    entered: str,
    code: ErrorCode,
) -> None:
    with qtbot.waitSignal(access_key.rejected) as caught:
        access_key.enter(entered)
    assert caught.args is not None
    assert isinstance(caught.args[0], ReaderError)
    assert caught.args[0].code is code
    assert client.key is None
    assert KeyStore(tmp_path).load(access_key._server) is None


def test_a_revoked_key_is_told_once_and_reading_goes_on_without_it(
    qtbot: QtBot, client: QtGraphQLClient, access_key: AccessKey, server: ScriptedServer
) -> None:
    client.key = "bs_revoked"
    told: list[None] = []
    access_key.refused.connect(lambda: told.append(None))
    requests = [client.send(front_page()) for _ in range(2)]
    with qtbot.waitSignals([request.succeeded for request in requests]):
        pass
    assert len(told) == 1
    assert "Authorization" not in server.requests[-1].headers
    request = client.send(share_state(id="s1"))
    with qtbot.waitSignal(request.failed) as caught:
        pass
    assert caught.args is not None
    assert caught.args[0].code is ErrorCode.KEY_NEEDED
