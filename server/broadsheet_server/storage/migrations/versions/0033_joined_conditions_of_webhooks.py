"""The conditions that `and`, `or` and `not` join of what a webhook is told of."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhook", sa.Column("joined", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("webhook", "joined")
