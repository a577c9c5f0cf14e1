"""What went wrong, in words that a person can act on and in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from broadsheet_client.core.errors import ReaderError, Trouble

_SENTENCES: dict[Trouble, object] = {
    Trouble.NO_WAY: QT_TRANSLATE_NOOP(
        "Troubles", "The server cannot be reached. You can read what is saved."
    ),
    Trouble.HOST_UNKNOWN: QT_TRANSLATE_NOOP(
        "Troubles", "The server's name is not found. Check your connection and the address."
    ),
    Trouble.TOO_SLOW: QT_TRANSLATE_NOOP("Troubles", "The server takes too long to answer."),
    Trouble.BROKEN_OFF: QT_TRANSLATE_NOOP("Troubles", "The server broke off before it had answered."),
    Trouble.NOT_SECURE: QT_TRANSLATE_NOOP("Troubles", "No secure connection to the server could be made."),
    Trouble.NO_ADDRESS: QT_TRANSLATE_NOOP("Troubles", "This is no address of a Broadsheet server."),
    Trouble.NO_SERVER: QT_TRANSLATE_NOOP("Troubles", "There is no Broadsheet server at this address."),
    Trouble.OTHER_SERVER: QT_TRANSLATE_NOOP(
        "Troubles", "Something answered, but it is not a Broadsheet server. Check the address."
    ),
    Trouble.MOVED: QT_TRANSLATE_NOOP(
        "Troubles", "The server's address leads somewhere else. Please check the address of the server."
    ),
    Trouble.NO_ACCESS: QT_TRANSLATE_NOOP(
        "Troubles", "The server does not let this reader do that; it may need an API key with scope “share”."
    ),
    Trouble.SERVER_TROUBLE: QT_TRANSLATE_NOOP(
        "Troubles", "The server has trouble of its own. Please try again in a while."
    ),
    Trouble.GO_SLOWER: QT_TRANSLATE_NOOP("Troubles", "The server asks to go slower. Please wait a minute."),
    Trouble.NO_ANSWER: QT_TRANSLATE_NOOP("Troubles", "The server answered with nothing at all."),
    Trouble.TOO_LONG: QT_TRANSLATE_NOOP("Troubles", "The server's answer is too long."),
    Trouble.NOT_UNDERSTOOD: QT_TRANSLATE_NOOP("Troubles", "The server's answer could not be understood."),
    Trouble.UNKNOWN_QUESTION: QT_TRANSLATE_NOOP(
        "Troubles", "The server does not know this question. A newer version of this reader may help."
    ),
    Trouble.REFUSED: QT_TRANSLATE_NOOP("Troubles", "The server does not accept this: %1"),
    Trouble.NO_SEARCH: QT_TRANSLATE_NOOP(
        "Troubles", "The newspaper cannot be searched at the moment. Please try again in a while."
    ),
    Trouble.ARTICLE_GONE: QT_TRANSLATE_NOOP("Troubles", "This article is not available any more."),
    Trouble.NO_PICTURE: QT_TRANSLATE_NOOP("Troubles", "The picture cannot be shown."),
    Trouble.SHARE_WAITS: QT_TRANSLATE_NOOP(
        "Troubles", "There is no way to the server now. It goes out by itself when there is one again."
    ),
    Trouble.SHARE_NOT_SAVED: QT_TRANSLATE_NOOP(
        "Troubles", "It could not be saved on this computer, so it was not sent (%1)."
    ),
    Trouble.SHARE_REFUSED: QT_TRANSLATE_NOOP("Troubles", "The newspaper did not accept it."),
    Trouble.SHARES_TOO_MANY: QT_TRANSLATE_NOOP("Troubles", "You have sent many articles in a short time."),
    Trouble.MAIL_BUSY: QT_TRANSLATE_NOOP("Troubles", "The newspaper has much mail to send at the moment."),
    Trouble.BAD_MAILBOX: QT_TRANSLATE_NOOP("Troubles", "“%1” is not an email address."),
    Trouble.LINK_TOO_LONG: QT_TRANSLATE_NOOP(
        "Troubles", "The link is too long for a mail program; copy it instead."
    ),
    Trouble.NO_MAIL_LINK: QT_TRANSLATE_NOOP("Troubles", "This is not a mail address."),
    Trouble.MAIL_LINK_EMPTY: QT_TRANSLATE_NOOP("Troubles", "This mail link names nobody to write to."),
    Trouble.MAIL_LINK_TOO_LONG: QT_TRANSLATE_NOOP(
        "Troubles", "This mail link is too long for a mail program."
    ),
    Trouble.FILE_DAMAGED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file with saved articles was damaged and was set aside as %1. "
        "Articles are fetched again as you read; unsent emails were kept where they could be read.",
    ),
    Trouble.FILE_NEWER: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file with saved articles belongs to a newer version and was set aside as %1. "
        "Articles are fetched again as you read; unsent emails were kept where they could be read.",
    ),
    Trouble.NOTHING_KEPT: QT_TRANSLATE_NOOP(
        "Troubles",
        "Nothing can be saved in %1. You can read, but articles and unsent emails are forgotten when the "
        "window closes.",
    ),
}


def sentence(trouble: Trouble, value: str = "") -> str:
    """What to say; `value` is the name or the words that belong into the sentence."""
    return QCoreApplication.translate("Troubles", str(_SENTENCES[trouble])).replace("%1", value)


def error_text(error: ReaderError) -> str:
    """What to say about an error."""
    return sentence(error.trouble, error.value)
