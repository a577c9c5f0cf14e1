"""Maps QNetworkReply.NetworkError to ReaderError."""

from PySide6.QtNetwork import QNetworkReply

from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

_NetworkError = QNetworkReply.NetworkError

_TLS_ERRORS = {_NetworkError.SslHandshakeFailedError}
_CLOSED_ERRORS = {_NetworkError.RemoteHostClosedError}
_TIMEOUT_ERRORS = {_NetworkError.TimeoutError, _NetworkError.OperationCanceledError}
"""Qt reports its transfer timeout as OperationCanceledError."""
_ADDRESS_ERRORS = {
    _NetworkError.ProtocolUnknownError,
    _NetworkError.ProtocolInvalidOperationError,
    _NetworkError.ProtocolFailure,
}


def network_error(failure: QNetworkReply.NetworkError, detail: str) -> ReaderError:
    """The error of a request that got no HTTP response."""
    full_detail = f"{failure.name}: {detail}"
    if failure in _TIMEOUT_ERRORS:
        return ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT, full_detail)
    if failure in _CLOSED_ERRORS:
        return ReaderError(ErrorKind.SERVER, ErrorCode.CONNECTION_CLOSED, full_detail)
    if failure in _TLS_ERRORS:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.TLS_FAILED, full_detail)
    if failure in _ADDRESS_ERRORS:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_SERVER_ADDRESS, full_detail)
    if failure == _NetworkError.ConnectionRefusedError:
        return ReaderError(ErrorKind.OFFLINE, ErrorCode.CONNECTION_REFUSED, full_detail)
    if failure == _NetworkError.HostNotFoundError:
        return ReaderError(ErrorKind.OFFLINE, ErrorCode.HOST_NOT_FOUND, full_detail)
    return ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE, full_detail)


def is_transient(failure: QNetworkReply.NetworkError, status: int) -> bool:
    """Whether a retry is likely to succeed: HTTP 502, 503, 504, or a closed connection."""
    return status in (502, 503, 504) or failure in _CLOSED_ERRORS
