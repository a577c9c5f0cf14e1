"""Being offline is a state of its own, not an error."""

from broadsheet_client.core.states import Failed, Offline, failed_state
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError


def test_no_way_to_the_server_is_offline_and_the_rest_is_failure() -> None:
    away, slow = (
        ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE),
        ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT),
    )
    assert failed_state(away, "old") == Offline("old")
    assert failed_state(slow, "old") == Failed(slow, "old")
    assert away.can_retry
    assert str(slow).startswith("timeout")
