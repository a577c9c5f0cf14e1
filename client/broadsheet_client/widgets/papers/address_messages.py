"""What is wrong with the address of a paper, and what to do."""

from PySide6.QtCore import QCoreApplication

from broadsheet_client.core.server_address import AddressFault, InvalidAddressError
from broadsheet_client.errors import ErrorCode, ReaderError
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_shared.truncation import truncate

translate = QCoreApplication.translate

_SHOWN_MAX = 80
"""Characters of what was typed that a message repeats."""


def fault_message(error: InvalidAddressError) -> str:
    """Why the text is no address."""
    match error.fault:
        case AddressFault.EMPTY:
            return translate("AddressMessages", "Please type the address of a paper, such as news.example.")
        case AddressFault.OTHER_SCHEME:
            text = translate(
                "AddressMessages", "A paper's address begins with https://, not with %1. Leave that out."
            )
        case AddressFault.CREDENTIALS:
            return translate(
                "AddressMessages",
                "An address holds no user name and no password. Leave out what is before the @.",
            )
        case _:
            text = translate("AddressMessages", "“%1” is not an address. One looks like news.example.")
    return text.replace("%1", truncate(error.value, _SHOWN_MAX))


def check_message(error: ReaderError, host: str) -> str:
    """Why no paper was found at a host."""
    return _text(error).replace("%2", host)


def _text(error: ReaderError) -> str:
    match error.code:
        case ErrorCode.HOST_NOT_FOUND:
            return translate("AddressMessages", "There is no server named %2. Check the spelling.")
        case ErrorCode.CONNECTION_REFUSED:
            return translate(
                "AddressMessages",
                "The computer %2 is there, but no server answers on it. Check the number after the colon, "
                "or try again later.",
            )
        case ErrorCode.NO_NETWORK:
            return translate(
                "AddressMessages", "This computer is offline. Connect it to a network and try again."
            )
        case ErrorCode.TIMEOUT:
            return translate(
                "AddressMessages", "%2 takes too long to answer. Check the address, or try again later."
            )
        case ErrorCode.UNREACHABLE:
            return translate(
                "AddressMessages", "%2 cannot be reached. Check your connection and the address."
            )
        case ErrorCode.CONNECTION_CLOSED:
            return translate(
                "AddressMessages",
                "%2 broke off before it had answered. Check the address: does it begin with https:// or with "
                "http://?",
            )
        case ErrorCode.NOT_BROADSHEET:
            return translate(
                "AddressMessages",
                "%2 answers, but there is no Broadsheet paper. Check the address, or ask the paper for it.",
            )
        case ErrorCode.REDIRECTED:
            return translate(
                "AddressMessages", "%2 leads to the address that stands above now. Continue to use that one."
            )
        case ErrorCode.TLS_FAILED:
            return translate(
                "AddressMessages",
                "No secure connection to %2 could be made. Check the address, or ask the paper.",
            )
        case _:
            return message_for(error)
