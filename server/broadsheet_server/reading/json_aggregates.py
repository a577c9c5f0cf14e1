"""The many parts of one row (authors, tags, images) as one JSON value, on SQLite and PostgreSQL alike."""

from typing import Any

import orjson
from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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


def read_rows(value: str | None) -> list[list[Any]]:
    """The rows in the order of their first values, which therefore must differ."""
    rows: list[list[Any]] = orjson.loads(value) if value else []
    rows.sort()
    return rows
