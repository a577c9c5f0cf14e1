"""The messages of the error codes, in the language of the user interface."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from broadsheet_client.errors import ErrorCode, ReaderError

_SENTENCES: dict[ErrorCode, object] = {
    ErrorCode.NO_NETWORK: QT_TRANSLATE_NOOP(
        "ErrorMessages", "This computer is not connected to any network."
    ),
    ErrorCode.UNREACHABLE: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server cannot be reached. You can read what is saved."
    ),
    ErrorCode.HOST_NOT_FOUND: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server's name is not found. Check your connection and the address."
    ),
    ErrorCode.TIMEOUT: QT_TRANSLATE_NOOP("ErrorMessages", "The server takes too long to answer."),
    ErrorCode.CONNECTION_CLOSED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server broke off before it had answered."
    ),
    ErrorCode.CONNECTION_REFUSED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "No server answers at this address now. You can read what is saved."
    ),
    ErrorCode.CERTIFICATE_EXPIRED: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The certificate of the server expired on %1, so the connection would not be safe. "
        "Check this computer's date; if it is right, the newspaper has to renew the certificate.",
    ),
    ErrorCode.CERTIFICATE_NOT_YET_VALID: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The certificate of the server is valid only from %1 on. Check the date and time of this computer.",
    ),
    ErrorCode.CERTIFICATE_WRONG_HOST: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The certificate of the server belongs to another address (%1). "
        "Check the address; if it is right, ask the newspaper.",
    ),
    ErrorCode.CERTIFICATE_SELF_SIGNED: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The server vouches for itself only: nobody this computer trusts has signed its certificate. "
        "If it is your own server, add the certificate to those that this computer trusts.",
    ),
    ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "This computer does not know who signed the certificate of the server (%1). "
        "If you trust them, add their certificate to those that this computer trusts.",
    ),
    ErrorCode.TLS_FAILED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "No secure connection to the server could be made."
    ),
    ErrorCode.INVALID_SERVER_ADDRESS: QT_TRANSLATE_NOOP(
        "ErrorMessages", "This is no address of a Broadsheet server."
    ),
    ErrorCode.SERVER_NOT_FOUND: QT_TRANSLATE_NOOP(
        "ErrorMessages", "There is no Broadsheet server at this address."
    ),
    ErrorCode.NOT_BROADSHEET: QT_TRANSLATE_NOOP(
        "ErrorMessages", "Something answered, but it is not a Broadsheet server. Check the address."
    ),
    ErrorCode.REDIRECTED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server's address leads somewhere else. Please check the address of the server."
    ),
    ErrorCode.ACCESS_DENIED: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The server does not let this reader do that; it may need an API key with scope “share”.",
    ),
    ErrorCode.KEY_NEEDED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The newspaper sends mail only for those who have a key from it."
    ),
    ErrorCode.KEY_MALFORMED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "This is not a whole key. Copy all of it, without blanks and line breaks."
    ),
    ErrorCode.KEY_REFUSED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The newspaper does not know your key, or not any more."
    ),
    ErrorCode.KEY_NOT_REMOVED: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The key could not be removed and may still be kept on this computer. "
        "Unlock the keyring and try again.",
    ),
    ErrorCode.SERVER_ERROR: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server has trouble of its own. Please try again in a while."
    ),
    ErrorCode.RATE_LIMITED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server asks to go slower. Please wait a minute."
    ),
    ErrorCode.EMPTY_RESPONSE: QT_TRANSLATE_NOOP("ErrorMessages", "The server answered with nothing at all."),
    ErrorCode.RESPONSE_TOO_LARGE: QT_TRANSLATE_NOOP("ErrorMessages", "The server's answer is too long."),
    ErrorCode.INVALID_RESPONSE: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server's answer could not be understood."
    ),
    ErrorCode.UNSUPPORTED_OPERATION: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The server does not know this question. A newer version of this reader may help."
    ),
    ErrorCode.REJECTED: QT_TRANSLATE_NOOP("ErrorMessages", "The server does not accept this: %1"),
    ErrorCode.SEARCH_UNAVAILABLE: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The newspaper cannot be searched at the moment. Please try again in a while."
    ),
    ErrorCode.SEARCH_BEING_PREPARED: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The newspaper is preparing its search and has done %1 % of it. Please try again in a while.",
    ),
    ErrorCode.ARTICLE_GONE: QT_TRANSLATE_NOOP("ErrorMessages", "This article is not available any more."),
    ErrorCode.IMAGE_UNAVAILABLE: QT_TRANSLATE_NOOP("ErrorMessages", "The picture cannot be shown."),
    ErrorCode.SHARE_QUEUED: QT_TRANSLATE_NOOP("ErrorMessages", "There is no way to the server now."),
    ErrorCode.SHARE_NOT_SAVED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "It could not be saved on this computer, so it was not sent (%1)."
    ),
    ErrorCode.SHARE_REJECTED: QT_TRANSLATE_NOOP("ErrorMessages", "The newspaper did not accept it."),
    ErrorCode.SHARE_RATE_LIMITED: QT_TRANSLATE_NOOP(
        "ErrorMessages", "You have sent many articles in a short time."
    ),
    ErrorCode.MAIL_BUSY: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The newspaper has much mail to send at the moment."
    ),
    ErrorCode.INVALID_ADDRESS: QT_TRANSLATE_NOOP("ErrorMessages", "“%1” is not an email address."),
    ErrorCode.LINK_TOO_LONG: QT_TRANSLATE_NOOP(
        "ErrorMessages", "The link is too long for a mail program; copy it instead."
    ),
    ErrorCode.NOT_A_MAILTO_LINK: QT_TRANSLATE_NOOP("ErrorMessages", "This is not a mail address."),
    ErrorCode.MAILTO_EMPTY: QT_TRANSLATE_NOOP("ErrorMessages", "This mail link names nobody to write to."),
    ErrorCode.MAILTO_TOO_LONG: QT_TRANSLATE_NOOP(
        "ErrorMessages", "This mail link is too long for a mail program."
    ),
    ErrorCode.KEY_UNENCRYPTED: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The key for sending mail goes to this newspaper unencrypted. Others on the network can read it; "
        "an address that begins with https protects it.",
    ),
    ErrorCode.STORE_CORRUPT: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The file with saved articles was damaged and was set aside as %1. "
        "Articles are fetched again as you read; unsent emails were kept where they could be read.",
    ),
    ErrorCode.STORE_NEWER: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "The file with saved articles belongs to a newer version and was set aside as %1. "
        "Articles are fetched again as you read; unsent emails were kept where they could be read.",
    ),
    ErrorCode.STORE_NOT_WRITABLE: QT_TRANSLATE_NOOP(
        "ErrorMessages",
        "Nothing can be saved in %1. You can read, but articles and unsent emails are forgotten when the "
        "window closes.",
    ),
}


def error_message(code: ErrorCode, value: str = "") -> str:
    """The message of a code; `value` replaces its placeholder."""
    return QCoreApplication.translate("ErrorMessages", str(_SENTENCES[code])).replace("%1", value)


def message_for(error: ReaderError) -> str:
    """The message of an error."""
    return error_message(error.code, error.value)
