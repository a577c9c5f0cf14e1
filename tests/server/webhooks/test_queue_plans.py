"""However long the log is, looking for something to do reads what waits and nothing else."""

from typing import Any

from sqlalchemy import event

from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.queue import behind, has_due, has_waiting
from tests.builders import NOW


def test_what_has_ended_is_not_read_to_find_what_waits(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    sent: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:
        sent.append((arguments[2], arguments[3]))

    [engine] = database.read_engines
    event.listen(engine, "before_cursor_execute", note)
    with database.read() as session:
        has_due(session, NOW)
        has_waiting(session)
        behind(session)
        explained = [
            [str(row[3]) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            for sql, values in list(sent)
        ]
    database.dispose()
    assert len(explained) == 3
    for steps in explained:
        [deliveries] = [step for step in steps if "webhook_delivery" in step]
        assert "ix_webhook_delivery_webhook_id_due_at (webhook_id=? AND due_at" in deliveries
