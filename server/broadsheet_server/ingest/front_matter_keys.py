"""The keys of front matter: ours, what generators call them, and those that must not be overlooked."""

import difflib
import re
from collections.abc import Iterable
from typing import Final

from broadsheet_server.ingest.header_values import Header, HeaderEntry, HeaderValue
from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.models.articles import ArticleFields
from broadsheet_shared.vocabulary import ContributorRole, TagKind

TAG_KEYS: Final = {
    "tags": TagKind.TOPIC,
    "people": TagKind.PERSON,
    "organisations": TagKind.ORGANISATION,
    "places": TagKind.PLACE,
    "events": TagKind.EVENT,
}
CONTRIBUTOR_KEYS: Final = {
    f"{role.value}s": role for role in ContributorRole if role is not ContributorRole.AUTHOR
}
"""`photographers`, `editors` …, and their singular."""
_OTHER_KEYS = {"canonical_url": "url", "copyright_notice": "copyright", "source_name": "", "source_url": ""}
"""Optional text fields whose key is another word, or that have none: the source comes from the command."""

TEXT_FIELDS: Final = {
    name: name.replace("_", "-")
    for name, field in ArticleFields.model_fields.items()
    if field.annotation == str | None and name not in _OTHER_KEYS
}
"""The keys of optional text fields that are called like them."""

DRAFT_FIELDS: Final = {
    "headline": "headline",
    "section": "section_path",
    "section-name": "section_name",
    "language": "language",
    "slug": "slug",
    "id": "external_reference",
    "url": "canonical_url",
    **{key: name for name, key in TEXT_FIELDS.items()},
    "published": "published_at",
    "updated": "updated_at",
    "embargoed": "embargoed_until",
    "expires": "expires_at",
    "copyright": "copyright_notice",
    "status": "withdrawn",
    "draft": "withdrawn",
    "translation-of": "translations",
    "translation-key": "translations",
    "authors": "authors",
    **dict.fromkeys(CONTRIBUTOR_KEYS, "contributors"),
    "correction": "corrections",
    "image": "images",
    "image-alt": "images",
    "image-caption": "images",
    "image-credit": "images",
    "categories": "section_path",
    **dict.fromkeys(TAG_KEYS, "tags"),
}
"""The field of the draft that each key goes to."""

_ALIASES: Final = {
    "headline": ("title",),
    "language": ("lang", "locale"),
    "url": ("canonicalurl", "canonical", "permalink"),
    "summary": (
        *("description", "excerpt", "subtitle", "standfirst", "teaser", "abstract"),
        *("subheadline", "subheading", "deck", "dek"),
    ),
    "published": (
        *("date", "publishedat", "datepublished", "pubdate", "publishedon", "publicationdate"),
        *("publisheddate", "created", "createdat", "datecreated"),
    ),
    "updated": (
        *("lastmod", "lastmodifiedat", "lastmodified", "modified"),
        *("updatedat", "updateddate", "datemodified", "lastupdated"),
    ),
    "embargoed": ("publishdate",),
    "expires": ("expirydate", "unpublishdate"),
    "copyright": ("copyrightnotice",),
    "draft": (
        *("private", "hidden", "unlisted", "password", "protected", "visibility", "access"),
        *("build", "headless", "premium", "paywall", "membersonly", "subscribersonly"),
    ),
    "authors": ("author", "writer", "writers", "reporter", "reporters"),
    **{key: (role.value,) for key, role in CONTRIBUTOR_KEYS.items()},
    "tags": ("tag", "keywords", "topics"),
    "categories": ("category", "rubric", "desk", "channel"),
    "image": ("images", "cover", "featuredimage", "featureimage", "coverimage", "heroimage", "thumbnail"),
    "image-alt": ("imagetitle",),
}
"""What Hugo, Jekyll and Zola call the same, the best first, without hyphens and underscores."""

KEYS_LEFT_OUT: Final = "keys left out, which have no meaning here: "
"""How the note begins that lists them."""

_GROUPS: Final = ("taxonomies",)
"""Tables whose members stand for keys."""

_NAMES: Final = {key.replace("-", ""): key for key in DRAFT_FIELDS} | {
    alias: key for key, aliases in _ALIASES.items() for alias in aliases
}
_WITHHOLDING: Final = ("embargoed", "expires", "status", "draft", "publishdate", "expirydate", "published")
_WITHHOLDING_STEMS: Final = ("embarg", "expir", "unpublish")
_WITHHOLDING_MEMBERS: Final = ("embargoed", "expires", "draft")
_HARMLESS: Final = ("publisher", "publication", "stage", "start")
_CLOSE = 0.72
"""Similarity (0 to 1) from which a key may be meant as another one: `stauts`, `darft`, `embargod`."""
_MISSPELT = 0.8
"""The same for keys that withhold nothing: nobody is asked about `layout`."""
_KEYS_TOLD = 30
_KEY_LENGTH = 40
"""How much of a key is looked at: all keys are shorter, and messages repeat it."""

Entries = dict[str, list[HeaderEntry]]


def known_entries(header: Header) -> Entries:
    """The entries by our keys, each with its spellings, the best first; a note lists all other keys.

    Raises UnreadableItemError for a key that may be a misspelt one that withholds the article.
    """
    found: dict[str, list[tuple[int, HeaderEntry]]] = {}
    unknown: list[str] = []
    for written, entry in _flat(header):
        name = _plain_name(written)
        if key := _NAMES.get(name):
            found.setdefault(key, []).append((_rank(key, name), entry))
            continue
        _check_harmless(name, written[:_KEY_LENGTH], entry)
        unknown.append(written[:_KEY_LENGTH])
    if unknown:
        header.notes.append(KEYS_LEFT_OUT + ", ".join(map(_with_meant_key, unknown[:_KEYS_TOLD])))
    return {key: [entry for _, entry in sorted(ranked, key=_by_rank)] for key, ranked in found.items()}


def _with_meant_key(written: str) -> str:
    """The key, and which one of ours is spelled nearly so."""
    close = difflib.get_close_matches(_plain_name(written), _NAMES, n=1, cutoff=_MISSPELT)
    return f"{written} (is “{_NAMES[close[0]]}” meant?)" if close else written


def _flat(header: Header) -> Iterable[tuple[str, HeaderEntry]]:
    for key, entry in header.entries.items():
        if key in _GROUPS and isinstance(entry.value, dict):
            yield from ((name, HeaderEntry(value, entry.line)) for name, value in entry.value.items())
        else:
            yield key, entry


def _rank(key: str, name: str) -> int:
    aliases = _ALIASES.get(key, ())
    return aliases.index(name) + 1 if name in aliases else 0


def _by_rank(ranked: tuple[int, HeaderEntry]) -> int:
    return ranked[0]


def _check_harmless(name: str, written: str, entry: HeaderEntry) -> None:
    """Raise UnreadableItemError where a mistake may have hidden a key that withholds the article."""
    if name in _HARMLESS:
        return
    if inner := _withholding_member(entry.value):
        reason = f"It is held: “{inner}” stands inside “{written}”, where it is not looked for."
        raise UnreadableItemError(reason, f"line {entry.line}")
    stem = next((stem for stem in _WITHHOLDING_STEMS if stem in name), None)
    close = [key for key in _WITHHOLDING if key.startswith(stem)] if stem else None
    if close := close or difflib.get_close_matches(name, _WITHHOLDING, n=1, cutoff=_CLOSE):
        reason = f"It is held: “{written}” is no key. Is “{_NAMES.get(close[0], close[0])}” meant?"
        raise UnreadableItemError(reason, f"line {entry.line}")


def _withholding_member(value: HeaderValue) -> str | None:
    """A member of a mapping that would withhold the article if it stood outside."""
    if not isinstance(value, dict):
        return None
    keys = (key for key, member in value.items() if member not in (None, "false", "public"))
    return next((key for key in keys if _NAMES.get(_plain_name(key)) in _WITHHOLDING_MEMBERS), None)


def _plain_name(written: str) -> str:
    return re.sub(r"[\s_-]", "", written.lower())[:_KEY_LENGTH]
