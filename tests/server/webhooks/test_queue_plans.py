"""However long the log is, looking for something to do reads what waits and nothing else."""

import asyncio
from typing import Any

from sqlalchemy import event

from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.queue import find_work
from tests.builders import NOW


def test_what_has_ended_is_not_read_to_find_what_waits(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    sent: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:
        sent.append((arguments[2], arguments[3]))

    [engine] = database.read_engines
    event.listen(engine, "before_cursor_execute", note)
    asyncio.run(find_work(database, NOW))
    [(sql, values)] = sent
    with database.read() as session:
        explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    database.dispose()
    deliveries = [str(row[3]) for row in explained if "webhook_delivery" in str(row[3])]
    assert len(deliveries) == 3
    for step in deliveries:
        assert "ix_webhook_delivery_webhook_id_due_at (webhook_id=? AND due_at" in step
