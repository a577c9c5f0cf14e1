"""How each field of an article is read: by which columns and joins, and what is made of their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, select

from broadsheet_server.models import metadata
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.json_aggregates import JsonRows, read_rows
from broadsheet_server.reading.read_models import (  # fmt: skip
    Author,
    Breadcrumb,
    Correction,
    Image,
    Rendition,
    Section,
    Source,
    Tag,
)
from broadsheet_server.reading.section_tree import SECTION_COLUMNS, section_of
from broadsheet_server.related.lists import RelatedEntry, related_list

Values = dict[str, Any]
FieldLoader = Callable[[Values, ReadContext], object]

ARTICLE = metadata.tables["article"]
_TABLES = metadata.tables


@dataclass(frozen=True, slots=True)
class ArticleField:
    """One field: its columns by the names their values get, the joins, and how it is made of the values.

    Without `make` the value of the column of the field's own name is the field.
    """

    columns: Mapping[str, ColumnElement[Any]]
    joins: tuple[str, ...] = ()
    make: FieldLoader | None = None


JOINS: dict[str, tuple[FromClause, ColumnElement[bool], bool]] = {
    # name: (table, condition, whether every article has one)
    "section": (_TABLES["section"], _TABLES["section"].c.id == ARTICLE.c.section_id, True),
    "body": (_TABLES["article_body"], _TABLES["article_body"].c.article_id == ARTICLE.c.id, True),
    "related": (_TABLES["related"], _TABLES["related"].c.article_id == ARTICLE.c.id, False),
}


def _plain(*names: str) -> dict[str, ColumnElement[Any]]:
    return {name: ARTICLE.c[name] for name in names}


def _rows(link: str, *columns: ColumnElement[Any], through: tuple[str, ...]) -> ColumnElement[Any]:
    """The rows of the tables `through` which hang on the article by the table `link`, as one value."""
    source: FromClause = _TABLES[link]
    for name in through:
        source = source.join(_TABLES[name])
    rows = select(JsonRows(*columns)).select_from(source)
    return rows.where(_TABLES[link].c.article_id == ARTICLE.c.id).correlate(ARTICLE).scalar_subquery()


_image, _file = _TABLES["image"].c, _TABLES["rendition"].c
_IMAGE_COLUMNS = (_image.id, _image.alt, _image.caption, _image.credit)
_FILE_COLUMNS = (_file.name, _file.location, _file.media_type, _file.width, _file.height)

_AUTHORS = _rows(
    "article_author", _TABLES["article_author"].c.position, *_TABLES["author"].c["id", "slug", "name"],
    through=("author",),
)  # fmt: skip
_TAGS = _rows(
    "article_tag", _TABLES["article_tag"].c.position, *_TABLES["tag"].c["id", "slug", "label", "kind"],
    through=("tag",),
)  # fmt: skip
_IMAGES = _rows(
    "article_image", _TABLES["article_image"].c.position, _file.name, *_IMAGE_COLUMNS, *_FILE_COLUMNS[1:],
    through=("image", "rendition"),
)  # fmt: skip
LONE_IMAGE = select(JsonRows(_image.id, _file.name, *_IMAGE_COLUMNS, *_FILE_COLUMNS[1:])).select_from(
    _TABLES["image"].join(_TABLES["rendition"])
)
"""Images without an article, for a condition to choose from."""
_LEAD_IMAGE = LONE_IMAGE.where(_image.id == ARTICLE.c.lead_image_id).correlate(ARTICLE).scalar_subquery()
_CORRECTIONS = _rows("correction", *_TABLES["correction"].c["corrected_at", "id", "text"], through=())
_SECTION = {f"section.{column.name}": column for column in SECTION_COLUMNS}
_step = _TABLES["section"].alias("step").c
_BREADCRUMB = (
    select(JsonRows(_step.path, _step.id, _step.slug, _step.name, _step.description, _step.parent_id))
    .where(func.substr(_TABLES["section"].c.path + "/", 1, func.length(_step.path) + 1) == _step.path + "/")
    .correlate(_TABLES["section"])
    .scalar_subquery()
)
"""The section and all above it: those whose path its own begins with."""
_RELATED = {f"related.{name}": _TABLES["related"].c[name] for name in ("ids", "scores", "reasons", "also")}


def _canonical_url(values: Values, context: ReadContext) -> str:
    return values["own_url"] or f"{context.base_url}/articles/{values['slug']}"


def _copyright_notice(values: Values, context: ReadContext) -> str:
    return values["own_notice"] or context.copyright_notice


def _source(values: Values, _: ReadContext) -> Source | None:
    return Source(values["source_name"], values["source_url"]) if values["source_name"] else None


def _section(values: Values, context: ReadContext) -> Section:
    return section_of([values[name] for name in _SECTION], context.base_url)


def _breadcrumb(values: Values, context: ReadContext) -> list[Breadcrumb]:
    """The rows begin with the path, so that they come in order from the root."""
    steps = [Breadcrumb(context.home_label, f"{context.base_url}/", None)]
    for path, key, slug, name, description, parent in read_rows(values["breadcrumb"]):
        parent_uuid = None if parent is None else UUID(hex=parent)
        section = section_of([UUID(hex=key), path, slug, name, description, parent_uuid], context.base_url)
        steps.append(Breadcrumb(name, section.url, section))
    return steps


def _authors(values: Values, _: ReadContext) -> list[Author]:
    return [Author(UUID(hex=key), slug, name) for _, key, slug, name in read_rows(values["authors"])]


def _tags(values: Values, _: ReadContext) -> list[Tag]:
    return [Tag(UUID(hex=key), slug, label, kind) for _, key, slug, label, kind in read_rows(values["tags"])]


def read_images(rows: str | None, context: ReadContext) -> list[Image]:
    """The images of rows that hold position, file, image and the rest of the file, one row a file."""
    images: dict[str, Image] = {}
    for _, name, key, alt, caption, credit, location, media_type, width, height in read_rows(rows):
        image = images.setdefault(key, Image(UUID(hex=key), alt, caption, credit))
        image.renditions.append(Rendition(name, context.media_url(location), media_type, width, height))
    return list(images.values())


def _images(values: Values, context: ReadContext) -> list[Image]:
    return read_images(values["images"], context)


def _lead_image(values: Values, context: ReadContext) -> Image | None:
    return next(iter(read_images(values["lead_image"], context)), None)


def _corrections(values: Values, _: ReadContext) -> list[Correction]:
    return [Correction(_moment(moment), text) for moment, _, text in read_rows(values["corrections"])]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _related(values: Values, _: ReadContext) -> list[RelatedEntry]:
    packed = [values[name] for name in _RELATED]
    return [] if packed[0] is None else related_list(*packed)


ARTICLE_FIELDS: dict[str, ArticleField] = {
    **{
        name: ArticleField(_plain(name))
        for name in (
            "slug", "external_reference", "headline", "summary", "byline", "language", "published_at",
            "updated_at", "word_count", "revision", "status",
        )
    },
    "path": ArticleField(_plain("slug")),
    "reading_minutes": ArticleField(_plain("word_count", "language")),
    "canonical_url": ArticleField(
        {**_plain("slug"), "own_url": ARTICLE.c.canonical_url}, make=_canonical_url
    ),
    "copyright_notice": ArticleField({"own_notice": ARTICLE.c.copyright_notice}, make=_copyright_notice),
    "source": ArticleField(_plain("source_name", "source_url"), make=_source),
    "body_html": ArticleField({"body_html": _TABLES["article_body"].c.html}, ("body",)),
    "body_text": ArticleField({"body_text": _TABLES["article_body"].c.text}, ("body",)),
    "section": ArticleField(_SECTION, ("section",), _section),
    "breadcrumb": ArticleField({"breadcrumb": _BREADCRUMB}, ("section",), _breadcrumb),
    "authors": ArticleField({"authors": _AUTHORS}, make=_authors),
    "tags": ArticleField({"tags": _TAGS}, make=_tags),
    "images": ArticleField({"images": _IMAGES}, make=_images),
    "lead_image": ArticleField({"lead_image": _LEAD_IMAGE}, make=_lead_image),
    "corrections": ArticleField({"corrections": _CORRECTIONS}, make=_corrections),
    "related": ArticleField(_RELATED, ("related",), _related),
}  # fmt: skip
