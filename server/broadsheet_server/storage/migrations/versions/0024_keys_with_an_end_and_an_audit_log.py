"""API keys with sections, an expiry, a last use and a rotation; and the log of what was done with them."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

_COLUMNS = ("section_ids", "expires_at", "last_used_at", "previous_prefix", "previous_hash", "previous_until")


def upgrade() -> None:
    op.add_column("api_key", sa.Column("section_ids", sa.JSON(), nullable=True))
    op.add_column("api_key", sa.Column("expires_at", UtcDateTime(), nullable=True))
    op.add_column("api_key", sa.Column("last_used_at", UtcDateTime(), nullable=True))
    op.add_column("api_key", sa.Column("previous_prefix", sa.String(), nullable=True))
    op.add_column("api_key", sa.Column("previous_hash", sa.String(), nullable=True))
    op.add_column("api_key", sa.Column("previous_until", UtcDateTime(), nullable=True))
    op.create_index("ix_api_key_prefix", "api_key", ["prefix"])
    op.create_index("ix_api_key_previous_prefix", "api_key", ["previous_prefix"])
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=True),
        sa.Column("object_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_occurred_at", "audit_entry", ["occurred_at"])
    op.create_index("ix_audit_entry_api_key_id", "audit_entry", ["api_key_id"])


def downgrade() -> None:
    op.drop_table("audit_entry")
    op.drop_index("ix_api_key_previous_prefix", "api_key")
    op.drop_index("ix_api_key_prefix", "api_key")
    for column in reversed(_COLUMNS):
        op.drop_column("api_key", column)
