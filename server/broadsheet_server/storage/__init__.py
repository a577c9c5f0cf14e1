"""Engines, transactions, deadlines, migrations, and what differs between SQLite and PostgreSQL."""
