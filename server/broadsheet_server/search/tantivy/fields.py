"""The fields of the Tantivy index, and how an article becomes a document of them.

Text arrives as terms of our analyser, so Tantivy only splits at spaces. `terms` is for related news: telling
terms alone, the headline's three times, with frequencies but without positions. `words` holds the words as
they are spelled, and once more without accents, for completion and spelling.
"""

from datetime import UTC, datetime

from tantivy import Document, PreTokenizedString, Schema, SchemaBuilder, Token

from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.folding import has_cjk, without_accents
from broadsheet_shared.section_paths import ancestor_paths

HEADLINE_WEIGHT = 3
LEAD_LENGTH = 250
"""Where there is no summary, so much of the body's beginning stands in for it. Otherwise the few articles
with one would seem long beside the many without, and rank lower for it."""

NEVER = 2**63
_TIE_BITS = 18
_LATEST = (1 << 64 - _TIE_BITS) - 1
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def schema() -> Schema:
    """The fields."""
    builder = SchemaBuilder()
    for name in ("headline", "summary", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    for name in ("key", "timed", "mark"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", stored=name == "mark")
    for name in ("section", "sections", "tag", "author", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("high", "low", "place", "year", "opens", "closes"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def document(article: IndexedArticle, now: datetime) -> Document:
    """The document of an article."""
    found = Document()
    _add_identity(found, article)
    _add_times(found, article, now)
    _add_text(found, article)
    return found


def milliseconds(moment: datetime) -> int:
    """A moment as a number that grows from the year 1 on."""
    elapsed = moment - _BEGINNING
    return (elapsed.days * 86_400 + elapsed.seconds) * 1_000 + elapsed.microseconds // 1_000


def place(moment: datetime, key: int = 0) -> int:
    """Where an article of that moment stands in the order of time.

    The end of the key tells most articles of one moment apart, so that few share a place; who needs an order
    without equals goes by place and key. All that comes after the year 2231 is one moment.
    """
    return min(milliseconds(moment), _LATEST) << _TIE_BITS | key & ((1 << _TIE_BITS) - 1)


def moment_of(place: int) -> int:
    """The milliseconds of a place."""
    return place >> _TIE_BITS


def _add_identity(found: Document, article: IndexedArticle) -> None:
    number = article.key.int
    found.add_text("key", article.key.hex)
    found.add_unsigned("high", number >> 64)
    found.add_unsigned("low", number & (2**64 - 1))
    found.add_text("language", article.language)
    found.add_text("section", article.section)
    for name, values in (
        ("sections", ancestor_paths(article.section)),
        ("tag", article.tags),
        ("author", article.authors),
    ):
        for value in values:
            found.add_text(name, value)


def _add_times(found: Document, article: IndexedArticle, now: datetime) -> None:
    closes = NEVER if article.closes_at is None else milliseconds(article.closes_at)
    found.add_unsigned("place", place(article.published_at, article.key.int))
    found.add_unsigned("year", article.published_at.year)
    found.add_unsigned("opens", milliseconds(article.opens_at))
    found.add_unsigned("closes", closes)
    if article.opens_at > now or article.closes_at is not None:
        found.add_text("timed", "1")


def _add_text(found: Document, article: IndexedArticle) -> None:
    analyse = analyser(article.language)
    telling: list[str] = []
    words: set[str] = set()
    for name, text in (("headline", article.headline), ("summary", article.summary), ("body", article.body)):
        if not text:
            continue
        units = analyse.units(text)
        telling += analyse.telling(units) * (HEADLINE_WEIGHT if name == "headline" else 1)
        words.update(units)
        _add_field(found, name, text, units, analyse)
    if not article.summary:
        lead = article.body[:LEAD_LENGTH]
        _add_field(found, "summary", lead, analyse.units(lead), analyse)
    found.add_text("terms", " ".join(telling))
    words |= {without_accents(word) for word in words if not word.isascii()}
    found.add_text("words", " ".join(word for word in words if len(word) > 1 and not word.isdecimal()))


def _add_field(found: Document, name: str, text: str, units: list[str], analyse: Analyser) -> None:
    if has_cjk(text):
        found.add_pre_tokenized_text(name, _tokens(analyse, text))
    else:
        found.add_text(name, " ".join(analyse.terms(units)))


def _tokens(analyse: Analyser, text: str) -> PreTokenizedString:
    tokens = [Token(term, position, 0, 0) for term, position, _, _ in analyse.tokens(text)]
    return PreTokenizedString("", tokens)
