"""What QNetworkReply calls a failure, in words a person can act on."""

from PySide6.QtNetwork import QNetworkReply

from broadsheet_client.core.errors import ErrorKind, ReaderError

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
        return ReaderError(ErrorKind.TIMEOUT, "The server takes too long to answer.", shown)
    if failure in _BROKEN_OFF:
        return ReaderError(ErrorKind.SERVER, "The server broke off before it had answered.", shown)
    if failure in _SECURITY:
        sentence = "No secure connection to the server could be made."
        return ReaderError(ErrorKind.PROTOCOL, sentence, shown)
    if failure in _ADDRESS:
        return ReaderError(ErrorKind.PROTOCOL, "This is no address of a Broadsheet server.", shown)
    if failure == _Failure.HostNotFoundError:
        sentence = "The server's name is not found. Check your connection and the address."
        return ReaderError(ErrorKind.OFFLINE, sentence, shown)
    return ReaderError(ErrorKind.OFFLINE, "The server cannot be reached.", shown)


def is_passing(failure: QNetworkReply.NetworkError, status: int) -> bool:
    """Whether trying again at once is worth it: a busy gateway, or a connection that broke."""
    return status in (502, 503, 504) or failure in _BROKEN_OFF
