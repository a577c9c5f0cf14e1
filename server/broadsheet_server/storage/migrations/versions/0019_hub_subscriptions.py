"""Subscriptions at WebSub hubs."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("hub_url", sa.Text(), nullable=False),
        sa.Column("topic_url", sa.Text(), nullable=False),
        sa.Column("callback_url", sa.Text(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_pending", sa.Boolean(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("next_request_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("last_error_at", UtcDateTime(), nullable=True),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.Column("last_push_at", UtcDateTime(), nullable=True),
        sa.Column("pushes_ignored", sa.Integer(), nullable=False),
        sa.Column("last_ignored_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["import_source.id"],
            name="fk_hub_subscription_source_id_import_source",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hub_subscription"),
        sa.UniqueConstraint("source_id", name="uq_hub_subscription_source_id"),
        sa.UniqueConstraint("token", name="uq_hub_subscription_token"),
    )
    op.create_index("ix_hub_subscription_next_request_at", "hub_subscription", ["next_request_at"])
    op.add_column("import_source", sa.Column("hub_urls", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("import_source", sa.Column("topic_url", sa.Text(), nullable=True))
    op.add_column("import_source", sa.Column("push_at", UtcDateTime(), nullable=True))
    op.add_column(
        "import_run", sa.Column("is_pushed", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("import_run", "is_pushed")
    for name in ("push_at", "topic_url", "hub_urls"):
        op.drop_column("import_source", name)
    op.drop_table("hub_subscription")
