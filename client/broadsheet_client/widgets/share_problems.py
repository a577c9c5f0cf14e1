"""What has to change before a share can go, in the language of the window."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from broadsheet_client.api.generated import ShareArticleErrorCode as Code
from broadsheet_client.api.generated import ShareProblem
from broadsheet_client.core.errors import Trouble
from broadsheet_client.core.share_draft import ShareDraft, link_in, place_of
from broadsheet_client.core.share_progress import Refused, Waiting
from broadsheet_client.widgets.enumerations import one_after_other
from broadsheet_client.widgets.troubles import error_text, sentence
from broadsheet_shared.limits import NOTE_LINES_MAX, NOTE_MAX, RECIPIENTS_MAX, SENDER_NAME_MAX

translate = QCoreApplication.translate

_SHOWN = 100
"""So many characters of a wrong address are repeated."""


def problem_text(problem: ShareProblem, draft: ShareDraft) -> str:
    """One sentence; for a code that only a newer server has, the server's own."""
    match problem.code:
        case Code.INVALID_ADDRESS | Code.ADDRESS_NOT_SUPPORTED | Code.DUPLICATE_RECIPIENT:
            return _address_text(problem, draft)
        case Code.INVALID_NAME:
            return _name_text(draft.sender_name.strip())
        case Code.NOTE_TOO_LONG | Code.LINK_IN_NOTE:
            return _note_text(problem, draft.note.strip())
        case _:
            return _other_text(problem, draft)


def problems_text(problems: Iterable[ShareProblem], draft: ShareDraft) -> str:
    """All of them, one after the other."""
    return one_after_other(*(problem_text(problem, draft) for problem in problems))


def why_text(why: Waiting | Refused, draft: ShareDraft) -> str:
    """Why a share waits or did not go."""
    problems = problems_text(why.problems, draft) if isinstance(why, Refused) else ""
    return problems or error_text(why.error)


def _address_text(problem: ShareProblem, draft: ShareDraft) -> str:
    _, place = place_of(problem)
    address = draft.to[place].strip() if place is not None and place < len(draft.to) else ""
    words = {
        Code.INVALID_ADDRESS: sentence(Trouble.BAD_MAILBOX, "%1"),
        Code.ADDRESS_NOT_SUPPORTED: translate(
            "ShareProblems", "%1 cannot be reached: only plain Latin letters before the @ are supported."
        ),
        Code.DUPLICATE_RECIPIENT: translate("ShareProblems", "%1 is in the list already."),
    }
    return words[Code(problem.code)].replace("%1", address[:_SHOWN])


def _name_text(name: str) -> str:
    if not name:
        return translate(
            "ShareProblems", "Please give your name, so that your friends know who sends them the article."
        )
    if len(name) > SENDER_NAME_MAX:
        text = translate("ShareProblems", "Your name has %1 characters; at most %2 fit.")
        return text.replace("%1", str(len(name))).replace("%2", str(SENDER_NAME_MAX))
    if len(name.splitlines()) > 1:
        return translate("ShareProblems", "Your name must be on one line.")
    return translate("ShareProblems", "This name cannot stand in a mail. Please write it in letters.")


def _note_text(problem: ShareProblem, note: str) -> str:
    if problem.code == Code.LINK_IN_NOTE:
        text = translate(
            "ShareProblems", "The note cannot contain a link (%1). The article's link is in the mail anyway."
        )
        return text.replace("%1", link_in(note) or "…")
    if len(note) > NOTE_MAX:
        text = translate("ShareProblems", "The note has %1 characters; at most %2 fit.")
        return text.replace("%1", str(len(note))).replace("%2", str(NOTE_MAX))
    text = translate("ShareProblems", "The note has %1 lines; at most %2 fit.")
    return text.replace("%1", str(len(note.splitlines()))).replace("%2", str(NOTE_LINES_MAX))


def _other_text(problem: ShareProblem, draft: ShareDraft) -> str:
    match problem.code:
        case Code.NO_RECIPIENTS:
            return translate("ShareProblems", "Please give the address of at least one friend.")
        case Code.TOO_MANY_RECIPIENTS:
            text = translate("ShareProblems", "You gave %1 addresses; at most %2 friends at a time.")
            return text.replace("%1", str(len(draft.to))).replace("%2", str(RECIPIENTS_MAX))
        case Code.ARTICLE_NOT_FOUND:
            return sentence(Trouble.ARTICLE_GONE)
        case Code.MAIL_OFF:
            return translate("ShareProblems", "This newspaper's server does not send mail at the moment.")
        case Code.MAIL_BUSY:
            return sentence(Trouble.MAIL_BUSY)
        case Code.RATE_LIMITED:
            return sentence(Trouble.SHARES_TOO_MANY)
        case Code.IDEMPOTENCY_CONFLICT:
            return translate("ShareProblems", "Another text of this mail was sent before. Please send again.")
        case Code.INVALID_KEY:
            return sentence(Trouble.SHARE_REFUSED)
        case _:
            return problem.message or sentence(Trouble.SHARE_REFUSED)
