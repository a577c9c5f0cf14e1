"""Rows of another table as one JSON value in the row of an article, and what such values become."""

from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col

from broadsheet_server.models.articles import Article


class JsonRows(FunctionElement[str]):
    """An aggregate of its arguments: one array a row, in no order. Read it with `read_rows`."""

    type = Text()
    inherit_cache = True


@compiles(JsonRows, "sqlite")
def _on_sqlite(element: JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(JsonRows, "postgresql")
def _on_postgresql(element: JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg(json_build_array({compiler.process(element.clauses, **options)})) AS TEXT)"


def rows_of_article(rows: Select[Any], article_id: object) -> ColumnElement[Any]:
    """Rows of another table that belong to an article, as one value; `article_id` is their column."""
    return rows.where(article_id == col(Article.id)).correlate(Article).scalar_subquery()


def read_rows(value: str | None) -> list[list[Any]]:
    """The rows in the order of their first values, which therefore must differ."""
    rows: list[list[Any]] = orjson.loads(value) if value else []
    rows.sort()
    return rows


def read_texts(value: str | None) -> list[str]:
    """The texts in a list of them; none where it is damaged."""
    try:
        texts = orjson.loads(value) if value else []
    except orjson.JSONDecodeError:
        return []
    return [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []


def source_rows(name: str | None, url: str | None, further: str | None) -> list[tuple[str, str | None]]:
    """Name and address of the first source and of the `further` ones, in rows of position, name and URL."""
    first = [(name, url)] if name else []
    return [*first, *((name, url) for _, name, url in read_rows(further))]
