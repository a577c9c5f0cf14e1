"""The messages of a share's problems, in the language of the user interface."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from broadsheet_client.api.generated import (
    DeliveryFailure,
    DeliveryReceipt,
    DeliveryState,
    ShareProblem,
    ShareReceipt,
)
from broadsheet_client.api.generated import ShareArticleErrorCode as Code
from broadsheet_client.core.share_draft import ShareDraft, fault_of_name, first_link, problem_field
from broadsheet_client.core.share_progress import Queued, Rejected
from broadsheet_client.errors import ErrorCode
from broadsheet_client.widgets.common.error_messages import error_message, message_for
from broadsheet_client.widgets.common.list_format import join_sentences
from broadsheet_shared.limits import NOTE_LINES_MAX, NOTE_MAX, RECIPIENTS_MAX, SENDER_NAME_MAX
from broadsheet_shared.sender_names import DIGITS_MAX, FORBIDDEN, SYMBOLS_MAX, NameFault
from broadsheet_shared.truncation import truncate

translate = QCoreApplication.translate

_ADDRESS_SHOWN_MAX = 100
"""Characters of an invalid address that are shown."""
_NO_WAY = {ErrorCode.UNREACHABLE, ErrorCode.CONNECTION_REFUSED}
"""Their own sentences are for those who read: they can read what is saved."""


def problem_message(problem: ShareProblem, draft: ShareDraft) -> str:
    """One sentence; for an unknown code of a newer server, the server's own message."""
    match problem.code:
        case Code.INVALID_ADDRESS | Code.ADDRESS_NOT_SUPPORTED | Code.DUPLICATE_RECIPIENT:
            return _address_text(problem, draft)
        case Code.INVALID_NAME:
            return _name_text(draft.sender_name.strip())
        case Code.NOTE_TOO_LONG | Code.LINK_IN_NOTE:
            return _note_text(problem, draft.note.strip())
        case _:
            return _other_text(problem, draft)


def problem_messages(problems: Iterable[ShareProblem], draft: ShareDraft) -> str:
    """All messages in one paragraph."""
    return join_sentences(*(problem_message(problem, draft) for problem in problems))


def reason_message(reason: Queued | Rejected, draft: ShareDraft) -> str:
    """Why a share is queued or failed."""
    if isinstance(reason, Rejected):
        return problem_messages(reason.problems, draft) or message_for(reason.error)
    return queued_message(reason)


def queued_message(queued: Queued) -> str:
    """Why a share is queued."""
    if queued.error.code in _NO_WAY:
        return error_message(ErrorCode.SHARE_QUEUED)
    return message_for(queued.error)


def delivery_lines(receipt: ShareReceipt, to: Sequence[str]) -> str:
    """A line for each recipient: how far the mail to them has come."""
    masked = [delivery.recipient for delivery in receipt.deliveries]
    names = to if len(to) == len(masked) else masked
    pairs = zip(names, receipt.deliveries, strict=True)
    return "\n".join(f"{name}: {_delivery_text(delivery)}" for name, delivery in pairs)


def failure_message(receipt: ShareReceipt) -> str:
    """Why mails will not arrive, as far as the server tells."""
    reasons = dict.fromkeys(
        delivery.reason for delivery in receipt.deliveries if delivery.state == DeliveryState.NOT_DELIVERED
    )
    return join_sentences(*dict.fromkeys(map(_reason_text, reasons)))


def _reason_text(reason: DeliveryFailure | str | None) -> str:
    match reason:
        case DeliveryFailure.REFUSED:
            return translate("ShareMessages", "The address takes no such mail; check its spelling.")
        case DeliveryFailure.RECIPIENT_LIMIT:
            return translate(
                "ShareMessages",
                "The address has had as much shared mail as it may get for now; try again later.",
            )
        case DeliveryFailure.EXPIRED:
            return translate("ShareMessages", "The mail could not be handed over within a day.")
        case DeliveryFailure.ARTICLE_WITHDRAWN:
            return translate("ShareMessages", "The article was withdrawn before the mail went out.")
        case DeliveryFailure.CANCELLED:
            return translate("ShareMessages", "The newspaper cancelled the mail before it went out.")
        case DeliveryFailure.UNCERTAIN:
            return translate("ShareMessages", "The mail server did not answer; the mail may have arrived.")
        case _:
            return translate("ShareMessages", "The newspaper does not say why.")


def _delivery_text(delivery: DeliveryReceipt) -> str:
    match delivery.state:
        case DeliveryState.SENT:
            return translate("ShareMessages", "the mail server has it")
        case DeliveryState.NOT_DELIVERED:
            return translate("ShareMessages", "could not be delivered")
        case _:
            return translate("ShareMessages", "on its way")


def _address_text(problem: ShareProblem, draft: ShareDraft) -> str:
    _, index = problem_field(problem)
    address = draft.to[index].strip() if index is not None and index < len(draft.to) else ""
    messages = {
        Code.INVALID_ADDRESS: error_message(ErrorCode.INVALID_ADDRESS, "%1"),
        Code.ADDRESS_NOT_SUPPORTED: translate(
            "ShareMessages", "%1 cannot be reached: only plain Latin letters before the @ are supported."
        ),
        Code.DUPLICATE_RECIPIENT: translate("ShareMessages", "%1 is in the list already."),
    }
    return messages[Code(problem.code)].replace("%1", truncate(address, _ADDRESS_SHOWN_MAX))


def _name_text(name: str) -> str:
    if not name:
        return translate(
            "ShareMessages", "Please give your name, so that your friends know who sends them the article."
        )
    if len(name) > SENDER_NAME_MAX:
        text = translate("ShareMessages", "Your name has %1 characters; at most %2 fit.")
        return text.replace("%1", str(len(name))).replace("%2", str(SENDER_NAME_MAX))
    if len(name.splitlines()) > 1:
        return translate("ShareMessages", "Your name must be on one line.")
    return _name_fault_text(name)


def _name_fault_text(name: str) -> str:
    """What is wrong with a name's characters; only the server knows whether it poses as the newspaper."""
    match fault_of_name(name):
        case NameFault.FORBIDDEN_CHARACTER:
            text = translate("ShareMessages", "Your name cannot contain %1")
            return text.replace("%1", " ".join(sorted(FORBIDDEN.intersection(name))))
        case NameFault.LINK:
            text = translate("ShareMessages", "Your name cannot contain a web address (%1).")
            return text.replace("%1", first_link(name))
        case NameFault.NUMBER:
            text = translate("ShareMessages", "Your name cannot contain more than %1 digits.")
            return text.replace("%1", str(DIGITS_MAX))
        case NameFault.SYMBOLS:
            text = translate("ShareMessages", "Your name cannot contain more than %1 symbols or emoji.")
            return text.replace("%1", str(SYMBOLS_MAX))
        case NameFault.MIXED_SCRIPTS:
            return translate(
                "ShareMessages", "Your name cannot mix the letters of two alphabets in one word."
            )
        case None:
            return translate(
                "ShareMessages",
                "This name looks like the newspaper's or like an advertisement. Please give your own.",
            )


def _note_text(problem: ShareProblem, note: str) -> str:
    if problem.code == Code.LINK_IN_NOTE:
        text = translate(
            "ShareMessages", "The note cannot contain a link (%1). The article's link is in the mail anyway."
        )
        return text.replace("%1", first_link(note) or "…")
    if len(note) > NOTE_MAX:
        text = translate("ShareMessages", "The note has %1 characters; at most %2 fit.")
        return text.replace("%1", str(len(note))).replace("%2", str(NOTE_MAX))
    text = translate("ShareMessages", "The note has %1 lines; at most %2 fit.")
    return text.replace("%1", str(len(note.splitlines()))).replace("%2", str(NOTE_LINES_MAX))


def _other_text(problem: ShareProblem, draft: ShareDraft) -> str:
    match problem.code:
        case Code.NO_RECIPIENTS:
            return translate("ShareMessages", "Please give the address of at least one friend.")
        case Code.TOO_MANY_RECIPIENTS:
            text = translate("ShareMessages", "You gave %1 addresses; at most %2 friends at a time.")
            return text.replace("%1", str(len(draft.to))).replace("%2", str(RECIPIENTS_MAX))
        case Code.ARTICLE_NOT_FOUND:
            return error_message(ErrorCode.ARTICLE_GONE)
        case Code.MAIL_OFF:
            return translate("ShareMessages", "This newspaper's server does not send mail at the moment.")
        case Code.MAIL_BUSY:
            return error_message(ErrorCode.MAIL_BUSY)
        case Code.RATE_LIMITED:
            return error_message(ErrorCode.SHARE_RATE_LIMITED)
        case Code.IDEMPOTENCY_CONFLICT:
            return translate("ShareMessages", "Another text of this mail was sent before. Please send again.")
        case Code.INVALID_KEY:
            return error_message(ErrorCode.SHARE_REJECTED)
        case _:
            return problem.message or error_message(ErrorCode.SHARE_REJECTED)
