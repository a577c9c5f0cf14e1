"""How many shares of an API key were refused."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_key", sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("api_key", sa.Column("refusals_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("api_key", "refusals_since")
    op.drop_column("api_key", "refusals")
