"""Statements that any database takes: a short one, and one that would take hours."""

from sqlalchemy import text

ONE = text("SELECT 1")
ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) "
    "SELECT count(*) FROM n"
)
