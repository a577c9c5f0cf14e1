"""What QNetworkReply calls a failure, as a code of ours."""

from PySide6.QtNetwork import QNetworkReply

from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

_NetworkError = QNetworkReply.NetworkError

_TLS_ERRORS = {_NetworkError.SslHandshakeFailedError}
_CLOSED_ERRORS = {_NetworkError.RemoteHostClosedError}
_TIMEOUT_ERRORS = {_NetworkError.TimeoutError, _NetworkError.OperationCanceledError}
"""Qt reports its own transfer timeout as a cancelled operation."""
_ADDRESS_ERRORS = {
    _NetworkError.ProtocolUnknownError,
    _NetworkError.ProtocolInvalidOperationError,
    _NetworkError.ProtocolFailure,
}


def network_error(failure: QNetworkReply.NetworkError, detail: str) -> ReaderError:
    """The error for a request that got no HTTP answer."""
    detail_ = f"{failure.name}: {detail}"
    if failure in _TIMEOUT_ERRORS:
        return ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT, detail_)
    if failure in _CLOSED_ERRORS:
        return ReaderError(ErrorKind.SERVER, ErrorCode.CONNECTION_CLOSED, detail_)
    if failure in _TLS_ERRORS:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.TLS_FAILED, detail_)
    if failure in _ADDRESS_ERRORS:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_SERVER_ADDRESS, detail_)
    if failure == _NetworkError.HostNotFoundError:
        return ReaderError(ErrorKind.OFFLINE, ErrorCode.HOST_NOT_FOUND, detail_)
    return ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE, detail_)


def is_transient(failure: QNetworkReply.NetworkError, status: int) -> bool:
    """Whether trying again at once is worth it: a busy gateway, or a connection that broke."""
    return status in (502, 503, 504) or failure in _CLOSED_ERRORS
