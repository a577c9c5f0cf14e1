"""Validation of the input of `shareArticle`: recipients, name, note and idempotency key.

Each check returns the cleaned value and a list of user errors; nothing is raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_server.sharing.address_hash import AddressHasher, mask_address
from broadsheet_server.sharing.impersonation import poses_as
from broadsheet_server.sharing.link_detection import find_link, link_finder
from broadsheet_server.sharing.text_cleaning import clean_text
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode, ShareArticleUserError
from broadsheet_shared.addresses import ADDRESS_TOO_LONG, InvalidAddressError, parse_address
from broadsheet_shared.limits import ADDRESS_MAX, NOTE_LINES_MAX, NOTE_MAX, RECIPIENTS_MAX, SENDER_NAME_MAX
from broadsheet_shared.sender_names import DIGITS_MAX, FORBIDDEN, SYMBOLS_MAX, NameFault, name_fault
from broadsheet_shared.truncation import truncate

IDEMPOTENCY_KEY_MAX = 128
"""Longest idempotency key, in characters."""

INVISIBLE_RATIO = 4
"""A name or note may be so many times as long as its limit before it is cleaned of invisible characters."""

_ADDRESS_SHOWN_MAX = 100
"""How much of an invalid address an error message repeats, in characters."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A valid recipient: the mailbox for RCPT TO, and what is kept of it after the delivery."""

    mailbox: str
    masked_address: str
    address_hash: str


def check_lengths(
    *, to: Sequence[str], sender_name: str, note: str | None, idempotency_key: str
) -> list[ShareArticleUserError]:
    """Check the lengths of a request, as they are, before anything else looks at its texts."""
    errors = [
        _invalid_address(address, ADDRESS_TOO_LONG, ("to", str(index)))
        for index, address in enumerate(to[:RECIPIENTS_MAX])
        if len(address) > ADDRESS_MAX
    ]
    if len(to) > RECIPIENTS_MAX:
        errors = [_too_many_recipients(len(to))]
    errors += [*_name_length_errors(sender_name), *_note_length_errors(note or "")]
    if len(idempotency_key) > IDEMPOTENCY_KEY_MAX:
        errors += check_idempotency_key(idempotency_key)
    return errors


def check_idempotency_key(key: str) -> list[ShareArticleUserError]:
    """Check an idempotency key: 1 to 128 visible ASCII characters."""
    if 1 <= len(key) <= IDEMPOTENCY_KEY_MAX and key.isascii() and key.isprintable() and " " not in key:
        return []
    sentence = (
        f"The idempotency key must be 1 to {IDEMPOTENCY_KEY_MAX} visible ASCII characters without blanks."
    )
    return [_error(ShareArticleErrorCode.INVALID_KEY, sentence, "idempotencyKey")]


def check_sender_name(name: str, publication: str) -> tuple[str, list[ShareArticleUserError]]:
    """Check the sharer's name, which must not pose as the publication's; return it cleaned."""
    if errors := _name_length_errors(name):
        return "", errors
    name = clean_text(name)
    sentence = _name_error(name, publication)
    errors = [_error(ShareArticleErrorCode.INVALID_NAME, sentence, "senderName")] if sentence else []
    return name, errors


def _name_error(name: str, publication: str) -> str | None:
    if not name:
        return "Please give your name, so that your friends know who sends them the article."
    if "\n" in name:
        return "Your name must be on one line."
    if len(name) > SENDER_NAME_MAX:
        return _name_too_long(len(name))
    if fault := name_fault(name, link_finder()):
        return _name_fault_sentence(fault, name)
    if poses_as(name, publication):
        return f"Your name cannot be that of {publication}. Please give your own."
    return None


def _name_fault_sentence(fault: NameFault, name: str) -> str:
    match fault:
        case NameFault.FORBIDDEN_CHARACTER:
            return f"Your name cannot contain {' '.join(sorted(FORBIDDEN.intersection(name)))}"
        case NameFault.LINK:
            return f"Your name cannot contain a web address (“{find_link(name)}”)."
        case NameFault.NUMBER:
            return f"Your name cannot contain more than {DIGITS_MAX} digits: a telephone number is no name."
        case NameFault.SYMBOLS:
            return f"Your name cannot contain more than {SYMBOLS_MAX} symbols or emoji."
        case NameFault.MIXED_SCRIPTS:
            return "Your name cannot mix the letters of two alphabets in one word."


def _name_length_errors(name: str) -> list[ShareArticleUserError]:
    if len(name) <= SENDER_NAME_MAX * INVISIBLE_RATIO:
        return []
    return [_error(ShareArticleErrorCode.INVALID_NAME, _name_too_long(len(name)), "senderName")]


def _name_too_long(length: int) -> str:
    return f"Your name has {length} characters; at most {SENDER_NAME_MAX} fit."


def check_note(note: str | None) -> tuple[str | None, list[ShareArticleUserError]]:
    """Check the note to the recipients; return it cleaned, None where nothing is left of it."""
    if errors := _note_length_errors(note or ""):
        return None, errors
    note = clean_text(note or "")
    lines = note.count("\n") + 1
    if len(note) > NOTE_MAX:
        return None, [_note_too_long(len(note))]
    if lines > NOTE_LINES_MAX:
        sentence = f"The note has {lines} lines; at most {NOTE_LINES_MAX} fit."
        return None, [_error(ShareArticleErrorCode.NOTE_TOO_LONG, sentence, "note")]
    if link := find_link(note):
        sentence = (
            f"The note cannot contain a web or mail address (“{link}”). "
            "If it is none, put a blank after the full stop. The article's link is in the mail anyway."
        )
        return None, [_error(ShareArticleErrorCode.LINK_IN_NOTE, sentence, "note")]
    return note or None, []


def _note_length_errors(note: str) -> list[ShareArticleUserError]:
    return [_note_too_long(len(note))] if len(note) > NOTE_MAX * INVISIBLE_RATIO else []


def _note_too_long(length: int) -> ShareArticleUserError:
    sentence = f"The note has {length} characters; at most {NOTE_MAX} fit."
    return _error(ShareArticleErrorCode.NOTE_TOO_LONG, sentence, "note")


def check_recipients(
    addresses: Sequence[str], hasher: AddressHasher, *, sender: str
) -> tuple[list[Recipient], list[ShareArticleUserError]]:
    """Check every address and all together. `sender` is the server's own address, which gets no mail."""
    if not addresses:
        sentence = "Please give the address of at least one friend."
        return [], [_error(ShareArticleErrorCode.NO_RECIPIENTS, sentence, "to")]
    if len(addresses) > RECIPIENTS_MAX:
        return [], [_too_many_recipients(len(addresses))]
    recipients: dict[str, Recipient] = {}
    errors: list[ShareArticleUserError] = []
    for index, address in enumerate(addresses):
        result = _check_recipient(address, hasher, sender, ("to", str(index)))
        if isinstance(result, ShareArticleUserError):
            errors.append(result)
        elif result.address_hash in recipients:
            sentence = f"{address.strip()} is in the list already."
            errors.append(_error(ShareArticleErrorCode.DUPLICATE_RECIPIENT, sentence, "to", str(index)))
        else:
            recipients[result.address_hash] = result
    return list(recipients.values()), errors


def _too_many_recipients(count: int) -> ShareArticleUserError:
    sentence = f"You gave {count} addresses; at most {RECIPIENTS_MAX} friends at a time."
    return _error(ShareArticleErrorCode.TOO_MANY_RECIPIENTS, sentence, "to")


def _check_recipient(
    text: str, hasher: AddressHasher, sender: str, path: tuple[str, ...]
) -> Recipient | ShareArticleUserError:
    try:
        address = parse_address(text)
    except InvalidAddressError as error:
        return _invalid_address(text, clean_text(str(error)), path)
    if address.needs_smtputf8:
        sentence = f"{address.display} cannot be reached: only letters of ASCII before the @ are supported."
        return _error(ShareArticleErrorCode.ADDRESS_NOT_SUPPORTED, sentence, *path)
    address_hash = hasher.hash_address(address.mailbox)
    if address_hash == hasher.hash_address(sender):
        sentence = f"{address.display} is the address of this service."
        return _error(ShareArticleErrorCode.INVALID_ADDRESS, sentence, *path)
    return Recipient(address.mailbox, mask_address(address.display), address_hash)


def _invalid_address(text: str, reason: str, path: tuple[str, ...]) -> ShareArticleUserError:
    shown = truncate(clean_text(text[:ADDRESS_MAX]), _ADDRESS_SHOWN_MAX)
    sentence = f"{shown} is no mail address: {reason}" if shown else "An address is empty."
    return _error(ShareArticleErrorCode.INVALID_ADDRESS, sentence, *path)


def _error(code: ShareArticleErrorCode, message: str, *path: str) -> ShareArticleUserError:
    return ShareArticleUserError(code, message, path)
