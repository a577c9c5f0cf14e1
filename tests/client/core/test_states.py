"""Being offline is a state of its own, not an error."""

from broadsheet_client.core.errors import ErrorKind, ReaderError, Trouble
from broadsheet_client.core.states import Failed, Offline, failure


def test_no_way_to_the_server_is_offline_and_the_rest_is_failure() -> None:
    away, slow = (
        ReaderError(ErrorKind.OFFLINE, Trouble.NO_WAY),
        ReaderError(ErrorKind.TIMEOUT, Trouble.TOO_SLOW),
    )
    assert failure(away, "old") == Offline("old")
    assert failure(slow, "old") == Failed(slow, "old")
    assert away.can_retry
    assert str(slow).startswith("too_slow")
