"""The fields of the Tantivy index, and how an article becomes a document of them.

Text arrives as terms of our analyser, so Tantivy only splits it at spaces. `content_terms` is for related
news: no stop words, the headline's terms three times, with term frequencies but without positions.
`spellings` holds the words unstemmed, and once more without accents, for completion and spelling correction.
`forms` holds the words that differ from their stem behind it, for highlights: `english:run:running`.
"""

from datetime import datetime

from tantivy import Document, PreTokenizedString, Schema, SchemaBuilder, Token

from broadsheet_server.search.analysis import HEADLINE_WEIGHT, Analyser, analyser
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.folding import has_cjk, without_accents
from broadsheet_server.search.time_order import milliseconds, time_key
from broadsheet_shared.section_paths import ancestor_paths

LEAD_LENGTH = 250
"""An article without a summary is given so many characters of its body for one. Otherwise BM25, which prefers
short fields, would rank the few articles with a summary below the many without."""

NEVER = 2**63


def schema() -> Schema:
    """The fields. `progress` belongs to one document that is no article: what the writer has committed."""
    builder = SchemaBuilder()
    for name in ("headline", "summary", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field("content_terms", tokenizer_name="whitespace", index_option="freq")
    for name in ("spellings", "forms"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("id", "time_limited", "progress"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", stored=name == "progress")
    for name in ("section", "sections", "tag", "author", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("id_high", "id_low", "time_key", "year", "public_from", "public_until"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def forms_beginning(algorithm: str, stem: str | None = None) -> str:
    """What the terms of `forms` begin with in a language, or of one stem in it."""
    return f"{algorithm}:" if stem is None else f"{algorithm}:{stem}:"


def document(article: IndexedArticle, now: datetime) -> Document:
    """The document of an article."""
    fields = Document()
    _add_identity(fields, article)
    _add_times(fields, article, now)
    _add_text(fields, article)
    return fields


def _add_identity(fields: Document, article: IndexedArticle) -> None:
    fields.add_text("id", article.id.hex)
    fields.add_unsigned("id_high", article.id.int >> 64)
    fields.add_unsigned("id_low", article.id.int & (2**64 - 1))
    fields.add_text("language", article.language)
    fields.add_text("section", article.section)
    for name, values in (
        ("sections", ancestor_paths(article.section)),
        ("tag", article.tags),
        ("author", article.authors),
    ):
        for value in values:
            fields.add_text(name, value)


def _add_times(fields: Document, article: IndexedArticle, now: datetime) -> None:
    """Articles with an embargo ahead or an expiry are `time_limited`: only their times are checked later."""
    public_until = NEVER if article.public_until is None else milliseconds(article.public_until)
    fields.add_unsigned("time_key", time_key(article.published_at, article.id.int))
    fields.add_unsigned("year", article.published_at.year)
    fields.add_unsigned("public_from", milliseconds(article.public_from))
    fields.add_unsigned("public_until", public_until)
    if article.public_from > now or article.public_until is not None:
        fields.add_text("time_limited", "1")


def _add_text(fields: Document, article: IndexedArticle) -> None:
    analyse = analyser(article.language)
    content_terms: list[str] = []
    words: set[str] = set()
    for name, text in (("headline", article.headline), ("summary", article.summary), ("body", article.body)):
        if not text:
            continue
        tokens = analyse.tokens(text)
        content_terms += analyse.content_terms(tokens) * (HEADLINE_WEIGHT if name == "headline" else 1)
        words.update(tokens)
        _add_text_field(fields, name, text, tokens, analyse)
    if not article.summary:
        lead = article.body[:LEAD_LENGTH]
        _add_text_field(fields, "summary", lead, analyse.tokens(lead), analyse)
    fields.add_text("content_terms", " ".join(content_terms))
    stems = analyse.stems
    beginning = forms_beginning(stems.algorithm)
    forms = (f"{beginning}{stems[word]}:{word}" for word in words if stems[word] != word)
    fields.add_text("forms", " ".join(forms))
    words |= {without_accents(word) for word in words if not word.isascii()}
    fields.add_text("spellings", " ".join(word for word in words if len(word) > 1 and not word.isdecimal()))


def _add_text_field(fields: Document, name: str, text: str, tokens: list[str], analyse: Analyser) -> None:
    if has_cjk(text):
        fields.add_pre_tokenized_text(name, _token_stream(analyse, text))
    else:
        fields.add_text(name, " ".join(analyse.terms(tokens)))


def _token_stream(analyse: Analyser, text: str) -> PreTokenizedString:
    tokens = [Token(term, position, 0, 0) for term, position, _, _ in analyse.token_stream(text)]
    return PreTokenizedString("", tokens)
