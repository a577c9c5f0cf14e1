"""What sources call what people do for an article: words of the IPTC, of schema.org and of newsrooms."""

from collections.abc import Iterable
from typing import Final

from broadsheet_server.newsroom.drafts import DraftAuthor, DraftContributor
from broadsheet_shared.vocabulary import ContributorRole

_WORDS: Final = {
    ContributorRole.AUTHOR: ("author", "writer", "reporter", "correspondent", "journalist", "creator"),
    ContributorRole.PHOTOGRAPHER: ("photographer", "photojournalist"),
    ContributorRole.VIDEOGRAPHER: ("videographer", "cameraoperator", "videojournalist"),
    ContributorRole.ILLUSTRATOR: ("illustrator", "cartoonist", "graphicartist", "graphicsartist"),
    ContributorRole.EDITOR: ("editor", "copyeditor", "subeditor"),
    ContributorRole.TRANSLATOR: ("translator",),
    ContributorRole.CONTRIBUTOR: ("contributor",),
}
_ROLES: Final = {word: role for role, words in _WORDS.items() for word in words}
_BETWEEN: Final = str.maketrans("", "", " -_")


def known_role(word: str) -> ContributorRole | None:
    """The role that a source's word means; None for one that may be anything, such as `agency`."""
    return _ROLES.get(word.strip().lower().translate(_BETWEEN))


def role_or_note(word: str, name: str, notes: list[str]) -> ContributorRole:
    """The role of a person; of one whose word is not known a note, and CONTRIBUTOR."""
    role = known_role(word)
    if role is None:
        notes.append(f"“{word[:40]}” of “{name[:80]}” was read as contributor")
    return role or ContributorRole.CONTRIBUTOR


def in_role(names: Iterable[str], role: ContributorRole) -> Iterable[DraftContributor]:
    """People of whom a source gives the names alone."""
    return (DraftContributor(DraftAuthor(name), role) for name in names)
