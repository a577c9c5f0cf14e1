"""Judging what a person typed into "Email this to your friend": addresses, name, note and key."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_server.sharing.address_hash import AddressHasher, mask_address
from broadsheet_server.sharing.link_detection import find_link, find_link_in_name
from broadsheet_server.sharing.requests import ShareProblem, ShareProblemCode
from broadsheet_server.sharing.text_cleaning import clean_text
from broadsheet_shared.addresses import Address, InvalidAddressError, parse_address
from broadsheet_shared.limits import NOTE_LINES_MAX, NOTE_MAX, RECIPIENTS_MAX, SENDER_NAME_MAX

KEY_MAX = 128
"""Longest idempotency key, in characters."""

_NOT_IN_NAMES = frozenset('<>"@:;,\\/')


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient that passed: where the mail goes, and what is kept of it afterwards."""

    mailbox: str
    masked_address: str
    recipient_hash: str


def check_key(key: str) -> list[ShareProblem]:
    """Judge an idempotency key: 1 to 128 visible ASCII characters."""
    if 1 <= len(key) <= KEY_MAX and key.isascii() and key.isprintable() and " " not in key:
        return []
    return [
        _problem(
            ShareProblemCode.INVALID_KEY,
            f"The idempotency key must be 1 to {KEY_MAX} visible ASCII characters without blanks.",
            "idempotencyKey",
        )
    ]


def check_name(name: str) -> tuple[str, list[ShareProblem]]:
    """Judge the sharer's name; return it cleaned."""
    name = clean_text(name)
    sentence = _wrong_with_name(name)
    return name, [_problem(ShareProblemCode.INVALID_NAME, sentence, "senderName")] if sentence else []


def _wrong_with_name(name: str) -> str | None:
    if not name:
        return "Please give your name, so that your friends know who sends them the article."
    if "\n" in name:
        return "Your name must be on one line."
    if len(name) > SENDER_NAME_MAX:
        return f"Your name has {len(name)} characters; at most {SENDER_NAME_MAX} fit."
    if strange := sorted(_NOT_IN_NAMES.intersection(name)):
        return f"Your name cannot contain {' '.join(strange)}"
    if link := find_link_in_name(name):
        return f"Your name cannot contain a web address (“{link}”)."
    return None


def check_note(note: str | None) -> tuple[str | None, list[ShareProblem]]:
    """Judge the note to the friends; return it cleaned, None where nothing is left of it."""
    note = clean_text(note or "")
    lines = note.count("\n") + 1
    if len(note) > NOTE_MAX:
        sentence = f"The note has {len(note)} characters; at most {NOTE_MAX} fit."
        return None, [_problem(ShareProblemCode.NOTE_TOO_LONG, sentence, "note")]
    if lines > NOTE_LINES_MAX:
        sentence = f"The note has {lines} lines; at most {NOTE_LINES_MAX} fit."
        return None, [_problem(ShareProblemCode.NOTE_TOO_LONG, sentence, "note")]
    if link := find_link(note):
        sentence = (
            f"The note cannot contain a web or mail address (“{link}”). "
            "If it is none, put a blank after the full stop. The article's link is in the mail anyway."
        )
        return None, [_problem(ShareProblemCode.LINK_IN_NOTE, sentence, "note")]
    return note or None, []


def check_recipients(
    texts: Sequence[str], fingerprints: AddressHasher, *, own: str
) -> tuple[list[Recipient], list[ShareProblem]]:
    """Judge the recipients, each by itself and all together; `own` is the address that mail comes from."""
    if not texts:
        sentence = "Please give the address of at least one friend."
        return [], [_problem(ShareProblemCode.NO_RECIPIENTS, sentence, "to")]
    if len(texts) > RECIPIENTS_MAX:
        sentence = f"You gave {len(texts)} addresses; at most {RECIPIENTS_MAX} friends at a time."
        return [], [_problem(ShareProblemCode.TOO_MANY_RECIPIENTS, sentence, "to")]
    friends: dict[str, Recipient] = {}
    problems: list[ShareProblem] = []
    for place, text in enumerate(texts):
        found = _friend(text, fingerprints, own, ("to", str(place)))
        if isinstance(found, ShareProblem):
            problems.append(found)
        elif found.recipient_hash in friends:
            sentence = f"{text.strip()} is in the list already."
            problems.append(_problem(ShareProblemCode.DUPLICATE_RECIPIENT, sentence, "to", str(place)))
        else:
            friends[found.recipient_hash] = found
    return list(friends.values()), problems


def _friend(
    text: str, fingerprints: AddressHasher, own: str, path: tuple[str, ...]
) -> Recipient | ShareProblem:
    try:
        address: Address = parse_address(text)
    except InvalidAddressError as refusal:
        shown = clean_text(text)[:100]
        sentence = (
            f"{shown} is no mail address: {clean_text(str(refusal))}" if shown else "An address is empty."
        )
        return _problem(ShareProblemCode.INVALID_ADDRESS, sentence, *path)
    if address.needs_smtputf8:
        sentence = f"{address.display} cannot be reached: only letters of ASCII before the @ are supported."
        return _problem(ShareProblemCode.ADDRESS_NOT_SUPPORTED, sentence, *path)
    if fingerprints.of_address(address.mailbox) == fingerprints.of_address(own):
        return _problem(
            ShareProblemCode.INVALID_ADDRESS, f"{address.display} is the address of this service.", *path
        )
    return Recipient(address.mailbox, mask_address(address.display), fingerprints.of_address(address.mailbox))


def _problem(code: ShareProblemCode, message: str, *path: str) -> ShareProblem:
    return ShareProblem(code, message, path)
