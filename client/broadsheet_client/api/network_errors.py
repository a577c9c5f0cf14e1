"""What QNetworkReply calls a failure, as a trouble of ours."""

from PySide6.QtNetwork import QNetworkReply

from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError

_Failure = QNetworkReply.NetworkError

_SECURITY = {_Failure.SslHandshakeFailedError}
_BROKEN_OFF = {_Failure.RemoteHostClosedError}
_TIMEOUT = {_Failure.TimeoutError, _Failure.OperationCanceledError}
"""Qt reports its own transfer timeout as a cancelled operation."""
_ADDRESS = {_Failure.ProtocolUnknownError, _Failure.ProtocolInvalidOperationError, _Failure.ProtocolFailure}


def network_error(failure: QNetworkReply.NetworkError, detail: str) -> ReaderError:
    """The error for a request that got no HTTP answer."""
    shown = f"{failure.name}: {detail}"
    if failure in _TIMEOUT:
        return ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT, shown)
    if failure in _BROKEN_OFF:
        return ReaderError(ErrorKind.SERVER, ErrorCode.CONNECTION_CLOSED, shown)
    if failure in _SECURITY:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.TLS_FAILED, shown)
    if failure in _ADDRESS:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_SERVER_ADDRESS, shown)
    if failure == _Failure.HostNotFoundError:
        return ReaderError(ErrorKind.OFFLINE, ErrorCode.HOST_NOT_FOUND, shown)
    return ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE, shown)


def is_transient(failure: QNetworkReply.NetworkError, status: int) -> bool:
    """Whether trying again at once is worth it: a busy gateway, or a connection that broke."""
    return status in (502, 503, 504) or failure in _BROKEN_OFF
