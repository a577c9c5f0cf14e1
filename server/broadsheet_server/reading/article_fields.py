"""How each field of an article is read: its columns, its joins, and the function that makes it of a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, cast, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from broadsheet_server.models import articles as tables
from broadsheet_server.models import identities, images, related, revisions, taxonomy
from broadsheet_server.models.base import TableModel
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.image_rows import read_images
from broadsheet_server.reading.json_rows import JsonRows, read_rows, read_texts, rows_of_article, source_rows
from broadsheet_server.reading.people import AUTHOR_ROWS, CONTRIBUTOR_ROWS, authors, contributors
from broadsheet_server.reading.read_models import (
    Breadcrumb,
    Correction,
    Image,
    Section,
    Source,
    Tag,
)
from broadsheet_server.reading.section_tree import SECTION_COLUMNS, section_of
from broadsheet_server.related.lists import DamagedListError, RelatedEntry, unpack_entries
from broadsheet_server.storage.damaged_values import read_uuid
from broadsheet_shared.vocabulary import TagKind

_INT_MAX = 2**31 - 1
_TAG_KINDS = frozenset(TagKind)


Values = dict[str, Any]
Columns = Mapping[str, SQLColumnExpression[Any]]
FieldLoader = Callable[[Values, ReadContext], object]


@dataclass(frozen=True, slots=True)
class ArticleField:
    """One field: its columns by the names of their values, and the names of the joins that these need.

    `make` makes the field of the values of a row; without it the value of the field's own name is the field.
    """

    columns: Columns
    joins: tuple[str, ...] = ()
    make: FieldLoader | None = None


JOINS: dict[str, tuple[type[TableModel], ColumnElement[bool], bool]] = {
    # name: (table, condition, whether every article has a row)
    "section": (taxonomy.Section, col(taxonomy.Section.id) == col(tables.Article.section_id), True),
    "body": (tables.ArticleBody, col(tables.ArticleBody.article_id) == col(tables.Article.id), True),
    "related": (related.Related, col(related.Related.article_id) == col(tables.Article.id), False),
}


def _plain(*names: str) -> Columns:
    """Columns of `Article` by their own names."""
    return {name: col(getattr(tables.Article, name)) for name in names}


TAG_SAME_AS = cast(col(taxonomy.Tag.same_as), Text).label("same_as")
"""As text on both databases; read it with `read_texts`."""
_TAGS = rows_of_article(
    select(
        JsonRows(
            col(tables.ArticleTag.position),
            *(col(taxonomy.Tag.id), col(taxonomy.Tag.slug), col(taxonomy.Tag.label), col(taxonomy.Tag.kind)),
            cast(col(taxonomy.Tag.same_as), Text),
        )
    )
    .select_from(tables.ArticleTag)
    .join(taxonomy.Tag),
    col(tables.ArticleTag.article_id),
)
IMAGE_COLUMNS = (
    col(images.Rendition.name),
    *(col(images.Image.id), col(images.Image.alt), col(images.Image.caption), col(images.Image.credit)),
    *(col(images.Rendition.location), col(images.Rendition.media_type)),
    *(col(images.Rendition.width), col(images.Rendition.height)),
    *(col(images.Image.copyright_notice), col(images.Image.usage_terms)),
    *(col(images.Image.focal_x), col(images.Image.focal_y)),
)
_IMAGES = rows_of_article(
    select(JsonRows(col(tables.ArticleImage.position), *IMAGE_COLUMNS))
    .select_from(tables.ArticleImage)
    .join(images.Image)
    .join(images.Rendition),
    col(tables.ArticleImage.article_id),
)
_LEAD_IMAGE = (
    select(JsonRows(col(images.Image.id), *IMAGE_COLUMNS))
    .select_from(images.Image)
    .join(images.Rendition)
    .where(col(images.Image.id) == col(tables.Article.lead_image_id))
    .correlate(tables.Article)
    .scalar_subquery()
)
_CORRECTIONS = rows_of_article(
    select(
        JsonRows(
            *(col(revisions.Correction.corrected_at), col(revisions.Correction.id)),
            col(revisions.Correction.text),
        )
    ),
    col(revisions.Correction.article_id),
)
_SOURCES = rows_of_article(
    select(
        JsonRows(
            col(identities.ArticleSource.position),
            *(col(identities.ArticleSource.name), col(identities.ArticleSource.url)),
        )
    ),
    col(identities.ArticleSource.article_id),
)
_translation = aliased(tables.Article, name="translation")
_TRANSLATIONS = (
    select(JsonRows(col(_translation.language), col(_translation.id)))
    .select_from(_translation)
    .where(
        col(_translation.translation_group) == col(tables.Article.translation_group),
        col(_translation.id) != col(tables.Article.id),
    )
    .correlate(tables.Article)
    .scalar_subquery()
)
_SECTION = {f"section.{column.key}": column for column in SECTION_COLUMNS}
_ancestor = aliased(taxonomy.Section, name="step")
_BREADCRUMB = (
    select(
        JsonRows(
            *(col(_ancestor.path), col(_ancestor.id), col(_ancestor.slug), col(_ancestor.name)),
            *(col(_ancestor.description), col(_ancestor.parent_id)),
        )
    )
    .where(
        func.substr(col(taxonomy.Section.path) + "/", 1, func.length(col(_ancestor.path)) + 1)
        == col(_ancestor.path) + "/"
    )
    .correlate(taxonomy.Section)
    .scalar_subquery()
)
"""The section and its ancestors: those whose path is a prefix of its own."""
_RELATED: Columns = {
    "related.ids": col(related.Related.ids),
    "related.scores": col(related.Related.scores),
    "related.reasons": col(related.Related.reasons),
    "related.near_duplicates": col(related.Related.near_duplicates),
}


def _canonical_url(values: Values, context: ReadContext) -> str:
    return values["own_url"] or f"{context.base_url}/articles/{values['slug']}"


def _copyright_notice(values: Values, context: ReadContext) -> str:
    return values["own_notice"] or context.copyright_notice


def _source(values: Values, _: ReadContext) -> Source | None:
    return Source(values["source_name"], values["source_url"]) if values["source_name"] else None


def _sources(values: Values, _: ReadContext) -> list[Source]:
    rows = source_rows(values["source_name"], values["source_url"], values["sources"])
    return [Source(name, url) for name, url in rows]


def _section(values: Values, context: ReadContext) -> Section:
    return section_of([values[name] for name in _SECTION], context.base_url)


def _breadcrumb(values: Values, context: ReadContext) -> list[Breadcrumb]:
    """The home page and the sections from the root down: sorted by path, an ancestor comes first."""
    steps = [Breadcrumb(context.home_label, f"{context.base_url}/", None)]
    for path, key, slug, name, description, parent in read_rows(values["breadcrumb"]):
        parent_uuid = None if parent is None else read_uuid(parent)
        section = section_of([UUID(hex=key), path, slug, name, description, parent_uuid], context.base_url)
        steps.append(Breadcrumb(name, section.url, section))
    return steps


def _whole_number(name: str) -> FieldLoader:
    """A loader of a count that is at least 0 and fits GraphQL's Int of 32 bits, whatever is stored."""

    def load(values: Values, _: ReadContext) -> int:
        value = values[name]
        return min(max(value, 0), _INT_MAX) if isinstance(value, int) else 0

    return load


def _tags(values: Values, _: ReadContext) -> list[Tag]:
    return [
        Tag(UUID(hex=uuid), slug, label, kind, read_texts(same_as))
        for _, uuid, slug, label, kind, same_as in read_rows(values["tags"])
        if kind in _TAG_KINDS
    ]


def _body_html(values: Values, context: ReadContext) -> str:
    return context.images.body(values["body_html"])


def _images(values: Values, context: ReadContext) -> list[Image]:
    return read_images(values["images"], context)


def _lead_image(values: Values, context: ReadContext) -> Image | None:
    return next(iter(read_images(values["lead_image"], context)), None)


def _corrections(values: Values, _: ReadContext) -> list[Correction]:
    return read_corrections(values["corrections"])


def read_corrections(value: str | None) -> list[Correction]:
    """The corrections in rows of date, id and text. One whose date is none is left out."""
    rows = read_rows(value)
    return [Correction(_utc(corrected_at), text) for corrected_at, _, text in rows if _is_date(corrected_at)]


def _is_date(text: str) -> bool:
    try:
        _utc(text)
    except (ValueError, OverflowError):
        return False
    return True


def _utc(text: str) -> datetime:
    """A date inside a JSON value: SQLite gives it without a time zone, PostgreSQL with the session's."""
    date = datetime.fromisoformat(text)
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _translations(values: Values, _: ReadContext) -> list[UUID]:
    return [UUID(hex=uuid) for _, uuid in read_rows(values["translations"])]


def _related(values: Values, _: ReadContext) -> list[RelatedEntry]:
    return read_related(*(values[name] for name in _RELATED))


def read_related(ids: Any, scores: Any, reasons: Any, near_duplicates: Any) -> list[RelatedEntry]:
    """The entries of a related list, from its columns."""
    try:
        return [] if ids is None else unpack_entries(ids, scores, reasons, near_duplicates)
    except DamagedListError:
        return []


SCALAR_FIELDS = (*tables.ArticleFields.model_fields,)
"""The scalar fields that a source delivers: reading all of them costs no more than reading one."""

_PLAIN = (
    *SCALAR_FIELDS,
    *(
        "slug",
        "external_reference",
        "published_at",
        "published_on",
        "updated_at",
        "updated_on",
        "expires_at",
        "status",
        "content_hash",
    ),
)
ARTICLE_FIELDS: dict[str, ArticleField] = {
    **{name: ArticleField(_plain(name)) for name in _PLAIN},
    "word_count": ArticleField(_plain("word_count"), make=_whole_number("word_count")),
    "revision": ArticleField(_plain("revision"), make=_whole_number("revision")),
    "path": ArticleField(_plain("slug")),
    "reading_minutes": ArticleField(_plain("word_count", "language")),
    "canonical_url": ArticleField(
        {**_plain("slug"), "own_url": col(tables.Article.canonical_url)}, make=_canonical_url
    ),
    "copyright_notice": ArticleField(
        {"own_notice": col(tables.Article.copyright_notice)}, make=_copyright_notice
    ),
    "source": ArticleField(_plain("source_name", "source_url"), make=_source),
    "sources": ArticleField({**_plain("source_name", "source_url"), "sources": _SOURCES}, make=_sources),
    "body_html": ArticleField({"body_html": col(tables.ArticleBody.html)}, ("body",), _body_html),
    "body_text": ArticleField({"body_text": col(tables.ArticleBody.text)}, ("body",)),
    "section": ArticleField(_SECTION, ("section",), _section),
    "breadcrumb": ArticleField({"breadcrumb": _BREADCRUMB}, ("section",), _breadcrumb),
    "authors": ArticleField({"author_rows": AUTHOR_ROWS}, make=authors),
    "contributors": ArticleField(
        {"author_rows": AUTHOR_ROWS, "contributor_rows": CONTRIBUTOR_ROWS}, make=contributors
    ),
    "tags": ArticleField({"tags": _TAGS}, make=_tags),
    "images": ArticleField({"images": _IMAGES}, make=_images),
    "lead_image": ArticleField({"lead_image": _LEAD_IMAGE}, make=_lead_image),
    "corrections": ArticleField({"corrections": _CORRECTIONS}, make=_corrections),
    "translations": ArticleField({"translations": _TRANSLATIONS}, make=_translations),
    "related": ArticleField(_RELATED, ("related",), _related),
}


def is_column(name: str) -> bool:
    """Whether a field is the value of a column of its own name, as it is."""
    field = ARTICLE_FIELDS.get(name)
    return field is not None and field.make is None and tuple(field.columns) == (name,)
