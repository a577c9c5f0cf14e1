"""Pins instead of editors' picks, leases by name, and column names that say what they hold."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _move_pins("editors_pick", "related_pin")
    op.drop_table("related_lease")  # a lease lasts ten seconds; there is nothing to move
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    _rename_column("change", "tags", "topics")
    _rename_column("related", "also", "near_duplicates")


def _move_pins(old: str, new: str) -> None:
    """Create the table anew and copy it: SQLite cannot rename constraints."""
    op.create_table(
        new,
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f(f"fk_{new}_article_id_article")),
        sa.ForeignKeyConstraint(["related_id"], ["article.id"], name=op.f(f"fk_{new}_related_id_article")),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f(f"pk_{new}")),
    )
    op.create_index(op.f(f"ix_{new}_related_id"), new, ["related_id"])
    columns = "article_id, position, related_id"
    op.execute(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}")  # noqa: S608 (names of ours)
    op.drop_table(old)


def _rename_column(table: str, old: str, new: str) -> None:
    """In place on both databases; Alembic's batch mode would copy the whole table on SQLite."""
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def downgrade() -> None:
    _rename_column("related", "near_duplicates", "also")
    _rename_column("change", "topics", "tags")
    op.drop_table("lease")
    op.create_table(
        "related_lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_lease")),
    )
    _move_pins("related_pin", "editors_pick")
