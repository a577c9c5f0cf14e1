"""Asks whether a paper is at an address, before it is remembered."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInterface

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import Publication, publication
from broadsheet_client.core.papers import Paper
from broadsheet_client.core.server_address import InvalidAddressError, parse_server_address
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.latest_request import LatestRequest

_NO_PAPER_THERE = frozenset(
    {
        *(ErrorCode.SERVER_NOT_FOUND, ErrorCode.NOT_BROADSHEET, ErrorCode.EMPTY_RESPONSE),
        *(ErrorCode.INVALID_RESPONSE, ErrorCode.UNSUPPORTED_OPERATION, ErrorCode.ACCESS_DENIED),
        *(ErrorCode.KEY_NEEDED, ErrorCode.REJECTED),
    }
)
"""Something answered, but no server of ours."""


class PaperCheck(QObject):
    """Asks one address after the other until a paper answers.

    `create_client` gives the client of an address, which should not retry. An address that nothing of ours
    answers at fails with NOT_BROADSHEET, and so does one that only leads to another page of its own, such as
    a login; without any network, the error is of kind OFFLINE and NO_NETWORK.
    """

    found = Signal(object)
    """The Paper."""
    failed = Signal(object)
    """The ReaderError."""

    def __init__(self, create_client: Callable[[str], GraphQLClient], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._create_client = create_client
        self.has_network = has_network
        self._candidates: list[str] = []
        self._address = ""
        self._request: LatestRequest | None = None

    @property
    def is_running(self) -> bool:
        """Whether an answer is pending."""
        return self._request is not None and self._request.is_pending

    def start(self, candidates: Sequence[str]) -> None:
        """Ask these addresses, instead of the previous ones."""
        self.cancel()
        self._candidates = list(candidates)
        self._ask_next()

    def cancel(self) -> None:
        """Ask no more."""
        if self._request:
            self._request.cancel()

    def _ask_next(self) -> None:
        self._address = self._candidates.pop(0)
        self._request = LatestRequest(self._create_client(self._address))
        self._request.send(publication(), self._answered, self._not_answered)

    def _answered(self, response: Publication) -> None:
        details = response.publication
        self.found.emit(Paper(self._address, details.name, details.home_url))

    def _not_answered(self, error: ReaderError) -> None:
        if error.code in _NO_PAPER_THERE or self._is_redirected_in_vain(error):
            if self._candidates:
                self._ask_next()
                return
            error = ReaderError(ErrorKind.PROTOCOL, ErrorCode.NOT_BROADSHEET, error.detail)
        elif error.kind is ErrorKind.OFFLINE and not self.has_network():
            error = ReaderError(ErrorKind.OFFLINE, ErrorCode.NO_NETWORK, error.detail)
        self.failed.emit(error)

    def _is_redirected_in_vain(self, error: ReaderError) -> bool:
        if error.code is not ErrorCode.REDIRECTED:
            return False
        try:
            target = parse_server_address(error.value)
        except InvalidAddressError:
            return True
        if target.candidates[-1] != parse_server_address(self._address).candidates[-1]:
            return False
        return target.candidates[0] == self._address or not urlsplit(error.value).path.endswith("/graphql")


def has_network() -> bool:
    """Whether this computer has an address in any network but its own."""
    up = QNetworkInterface.InterfaceFlag.IsUp | QNetworkInterface.InterfaceFlag.IsRunning
    loopback = QNetworkInterface.InterfaceFlag.IsLoopBack
    return any(
        each.flags() & up == up and not each.flags() & loopback and each.addressEntries()
        for each in QNetworkInterface.allInterfaces()
    )
