"""Who changed an article and why, what an editor says of a withdrawn one, and what its source delivered."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("actor", sa.String(), nullable=True))
    op.add_column("revision", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("article", sa.Column("delivered_hash", sa.String(), nullable=True))
    op.create_table(
        "tombstone",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("redirect_url", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_tombstone_article_id_article"),
        sa.PrimaryKeyConstraint("article_id", name="pk_tombstone"),
    )


def downgrade() -> None:
    op.drop_table("tombstone")
    op.drop_column("article", "delivered_hash")
    op.drop_column("revision", "reason")
    op.drop_column("revision", "actor")
