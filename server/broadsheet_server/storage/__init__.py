"""The store: one engine, its transactions and what differs between SQLite and PostgreSQL."""
