"""A share as the user writes it, and its validation."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cache

from broadsheet_client.api.generated import ArticlePage, ShareArticleInput, ShareProblem
from broadsheet_client.api.generated import ShareArticleErrorCode as Code
from broadsheet_shared.limits import NOTE_LINES_MAX, NOTE_MAX, RECIPIENTS_MAX, SENDER_NAME_MAX
from broadsheet_shared.links import GENERIC_DOMAINS, LinkFinder
from broadsheet_shared.sender_names import NameFault, name_fault


def new_idempotency_key() -> str:
    """A random key: the server accepts several requests with the same key as one share."""
    return os.urandom(16).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDraft:
    """The content of a share. Change it by `dataclasses.replace`, which keeps the idempotency key."""

    article_id: str
    headline: str
    link: str = ""
    to: tuple[str, ...] = ()
    sender_name: str = ""
    note: str = ""
    language: str = "en"
    idempotency_key: str = field(default_factory=new_idempotency_key)
    replaces: str = ""
    """The idempotency key of the share that leaves the outbox when this one enters it."""

    @staticmethod
    def for_article(page: ArticlePage, sender_name: str) -> "ShareDraft":
        """A new draft."""
        return ShareDraft(
            article_id=page.id,
            headline=page.headline,
            link=page.canonical_url,
            sender_name=sender_name,
            language=page.language,
        )

    def as_new_share(self) -> "ShareDraft":
        """The same content as another share, for example because the server knows the key already."""
        return replace(self, idempotency_key=new_idempotency_key(), replaces=self.idempotency_key)

    def problems(self) -> tuple[ShareProblem, ...]:
        """The validation errors, with the server's codes and paths (`("input", "to", "1")`)."""
        return (*_recipient_problems(self.to), *_name_problems(self.sender_name), *_note_problems(self.note))

    def to_input(self) -> ShareArticleInput:
        """The mutation's input. Only for a valid draft."""
        return ShareArticleInput(
            article=self.article_id,
            to=tuple(address.strip() for address in self.to),
            sender_name=self.sender_name.strip(),
            note=self.note.strip() or None,
            language=self.language,
            idempotency_key=self.idempotency_key,
        )

    def to_json(self) -> str:
        """Serialise for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> "ShareDraft":
        """Deserialise from the store. Raises ValueError for invalid JSON or missing fields."""
        try:
            stored = json.loads(text)
            return ShareDraft(**stored | {"to": tuple(stored["to"])})
        except (TypeError, KeyError) as exception:
            raise ValueError(f"not a draft: {exception}") from exception


def problem_field(problem: ShareProblem) -> tuple[str, int | None]:
    """The form field of a problem, and the index of the recipient: `("to", 1)`, `("note", None)`.

    The field is "" for a problem of the whole form.
    """
    name, *rest = [step for step in problem.path if step != "input"] or [""]
    return name, int(rest[0]) if rest and rest[0].isdecimal() else None


def _recipient_problems(to: tuple[str, ...]) -> Iterator[ShareProblem]:
    if not any(address.strip() for address in to):
        yield _problem(Code.NO_RECIPIENTS, "to")
        return
    if len(to) > RECIPIENTS_MAX:
        yield _problem(Code.TOO_MANY_RECIPIENTS, "to")
        return
    seen: set[str] = set()
    for index, text in enumerate(to):
        yield from _address_problems(text, index, seen)


def _address_problems(text: str, index: int, seen: set[str]) -> Iterator[ShareProblem]:
    # Imported with the first address: the import is slow.
    from broadsheet_shared.addresses import InvalidAddressError, parse_address

    path = ("to", str(index))
    try:
        address = parse_address(text)
    except InvalidAddressError:
        yield _problem(Code.INVALID_ADDRESS, *path)
        return
    if address.needs_smtputf8:
        yield _problem(Code.ADDRESS_NOT_SUPPORTED, *path)
    elif address.mailbox.lower() in seen:
        yield _problem(Code.DUPLICATE_RECIPIENT, *path)
    seen.add(address.mailbox.lower())


def _name_problems(name: str) -> Iterator[ShareProblem]:
    name = name.strip()
    is_line = name and len(name) <= SENDER_NAME_MAX and len(name.splitlines()) == 1
    if not is_line or fault_of_name(name):
        yield _problem(Code.INVALID_NAME, "senderName")


def _note_problems(note: str) -> Iterator[ShareProblem]:
    note = note.strip()
    if len(note) > NOTE_MAX or len(note.splitlines()) > NOTE_LINES_MAX:
        yield _problem(Code.NOTE_TOO_LONG, "note")
    elif first_link(note):
        yield _problem(Code.LINK_IN_NOTE, "note")


def first_link(text: str) -> str:
    """The first obvious link in a text, or "". The server knows more kinds and has the last word."""
    return _obvious_links().find(text) or ""


def fault_of_name(name: str) -> NameFault | None:
    """What is wrong with a name that is neither empty nor too long."""
    return name_fault(name, _obvious_links())


@cache
def _obvious_links() -> LinkFinder:
    return LinkFinder(GENERIC_DOMAINS)


def _problem(code: Code, *path: str) -> ShareProblem:
    """Without a message: `widgets.share.share_messages` has one for each code."""
    return ShareProblem(code=code, message="", path=("input", *path), retry_after=None)
