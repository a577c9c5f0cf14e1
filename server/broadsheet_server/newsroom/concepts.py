"""What tags and authors are recognised by: the concept of a vocabulary, a source's code, or the name.

Never their slug: C, C++ and C# have one. IPTC concepts have URIs (https://cv.iptc.org/newscodes), so have
Wikidata's entities; a code of any other vocabulary means something to its source only.
"""

import re
import unicodedata

from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.indexed_text import indexed_text

URIS_MAX = 20
URI_LENGTH_MAX = 1_000

_IPTC = "http://cv.iptc.org/newscodes/"
_WIKIDATA = "http://www.wikidata.org/entity/"
_ALIASES = {
    "medtop": f"{_IPTC}mediatopic/",
    "mediatopic": f"{_IPTC}mediatopic/",
    "subj": f"{_IPTC}subjectcode/",
    "subjectcode": f"{_IPTC}subjectcode/",
    "genre": f"{_IPTC}genre/",
    "wd": _WIKIDATA,
    "wikidata": _WIKIDATA,
}
"""Words for vocabularies, as IPTC's catalogue and Wikidata itself have them."""

_WEB = re.compile(r"(?P<scheme>https?://[^\s/]+/\S*?[/#=])(?P<code>[^\s/#=]+)/?", re.IGNORECASE)
_SHORT = re.compile(r"(?P<alias>[a-z]+):(?P<code>\S+)", re.IGNORECASE)
_SPELLINGS = (
    (re.compile(r"https?://(www\.|m\.)?wikidata\.org/(wiki|entity)/", re.IGNORECASE), _WIKIDATA),
    (re.compile(r"https?://cv\.iptc\.org/newscodes/", re.IGNORECASE), _IPTC),
)


def concept_of(text: str) -> tuple[str, str] | None:
    """Scheme and code of a concept's URI or IPTC short form (`medtop:20000002`); None for other text."""
    text = text.strip()
    if match := _WEB.fullmatch(text):
        return _canonical_scheme(match["scheme"]), match["code"]
    match = _SHORT.fullmatch(text)
    scheme = _ALIASES.get(match["alias"].lower()) if match else None
    return (scheme, match["code"]) if match and scheme else None


def _canonical_scheme(scheme: str) -> str:
    for pattern, base in _SPELLINGS:
        scheme = pattern.sub(base, scheme)
    return scheme


def concept_uri(scheme: str | None, code: str | None) -> str | None:
    """The URI of the concept, where its vocabulary has one."""
    if not code:
        return None
    if concept := concept_of(code):
        return "".join(concept)
    base = _ALIASES.get((scheme or "").strip().lower(), (scheme or "").strip())
    if not base.lower().startswith(("http://", "https://")):
        return None
    separator = "" if base.endswith(("/", "#", "=")) else "/"
    concept = concept_of(f"{base}{separator}{code.strip()}")
    return "".join(concept) if concept else None


def tag_identity(tag: DraftTag, label: str) -> str:
    """What the tag is recognised by, within its kind."""
    if uri := concept_uri(tag.scheme, tag.code):
        return indexed_text(f"{tag.kind} uri {_comparable(uri)}")
    if tag.scheme and tag.code:  # the label as well: two sources may use a word for two vocabularies
        return indexed_text(f"{tag.kind} code {tag.scheme} {tag.code} {name_key(label)}")
    return label_identity(tag.kind, label)


def label_identity(kind: str, label: str) -> str:
    """What a tag without a code is recognised by."""
    return indexed_text(f"{kind} label {name_key(label)}")


def author_identity(author: DraftAuthor, name: str, source: str | None) -> str:
    """What the author is recognised by: the source's code of theirs, or their name."""
    if author.code and source:
        return indexed_text(f"code {source} {author.code}")
    return name_identity(name)


def name_identity(name: str) -> str:
    """What an author without a code is recognised by."""
    return indexed_text(f"name {name_key(name)}")


def same_as(tag: DraftTag) -> tuple[str, ...]:
    """URIs of the same concept, its own first."""
    own = concept_uri(tag.scheme, tag.code)
    others = ("".join(concept_of(uri) or uri) for uri in tag.same_as)
    uris = (own, *others) if own else others
    return tuple(dict.fromkeys(filter(_is_web_uri, uris)))[:URIS_MAX]


def _is_web_uri(uri: str) -> bool:
    return uri.startswith(("http://", "https://")) and len(uri) <= URI_LENGTH_MAX and uri.isprintable()


def name_key(name: str) -> str:
    """A name as it is compared: without regard to case, width and spaces, but with every accent and sign."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


def _comparable(uri: str) -> str:
    return re.sub("^https?://", "", uri.rstrip("/"), flags=re.IGNORECASE).lower()
