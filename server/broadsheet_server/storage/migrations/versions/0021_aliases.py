"""What sections, tags and authors went by before they were moved or merged."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("value", "kind", name="pk_alias"),
    )
    op.create_index("ix_alias_target", "alias", ["target_id"])


def downgrade() -> None:
    op.drop_table("alias")
