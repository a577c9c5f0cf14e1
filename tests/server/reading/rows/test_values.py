"""A value of a row means what the read models make of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.reading.keyset import KeysetPosition
from broadsheet_server.reading.pagination import write_cursor
from broadsheet_server.reading.rows.values import VALUE_READERS, DamagedValueError
from broadsheet_server.schema.scalars import serialize_datetime
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.statement_text import sqlite_date

SQLITE, POSTGRES = VALUE_READERS["sqlite"], VALUE_READERS["postgresql"]
TYPES = ("Article", "Author", "Tag", "Section", "Image", "RelatedEdge")
DATES = st.datetimes(timezones=st.just(UTC))


@given(uuid=st.uuids(), type_name=st.sampled_from(TYPES))
def test_an_id_is_the_opaque_id_of_the_object(uuid: UUID, type_name: str) -> None:
    expected = global_id(type_name, uuid)
    assert SQLITE.global_id_writer(type_name)(uuid.hex) == expected
    assert POSTGRES.global_id_writer(type_name)(str(uuid)) == expected
    assert POSTGRES.raw_id(uuid.hex) == str(uuid)
    assert SQLITE.raw_id(uuid.hex) == uuid.hex


@pytest.mark.parametrize("value", ["", "x", "A" * 32, "0" * 33, "0" * 31, " " + "0" * 31, "0" * 31 + "é"])
def test_what_is_no_id_is_refused(value: str) -> None:
    with pytest.raises(DamagedValueError):
        SQLITE.global_id_writer("Article")(value)
    with pytest.raises(DamagedValueError):
        SQLITE.check_ids(["0" * 32, value])


@given(date=DATES, uuid=st.uuids(), fingerprint=st.binary(min_size=4, max_size=4))
def test_a_date_and_a_cursor_are_those_of_the_read_model(
    date: datetime, uuid: UUID, fingerprint: bytes
) -> None:
    stored, sent = sqlite_date(date), date.isoformat(sep=" ").replace("+00:00", "+00")
    cursor = write_cursor(KeysetPosition(date, uuid), fingerprint)
    assert SQLITE.date_text(stored) == POSTGRES.date_text(sent) == serialize_datetime(date)
    assert SQLITE.cursor(stored, uuid.hex, fingerprint) == cursor
    assert POSTGRES.cursor(sent, str(uuid), fingerprint) == cursor


@given(date=DATES)
def test_a_date_is_bound_as_it_is_stored(date: datetime) -> None:
    dialect: Any = SQLiteDialect_pysqlite()
    bind = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert bind is not None
    assert sqlite_date(date) == bind(date)


@given(text=st.one_of(st.text(max_size=30), DATES.map(str), st.sampled_from(["2024-W41-6 06:30:00.000000"])))
def test_any_text_in_a_date_column_is_the_date_that_the_read_model_has(text: str) -> None:
    dialect: Any = SQLiteDialect_pysqlite()
    read = UtcDateTime().dialect_impl(dialect).result_processor(dialect, None)
    assert read is not None
    try:
        expected = serialize_datetime(read(text))
    except (ValueError, OverflowError) as error:
        with pytest.raises(type(error)):
            SQLITE.date_text(text)
    else:
        assert SQLITE.date_text(text) == expected
