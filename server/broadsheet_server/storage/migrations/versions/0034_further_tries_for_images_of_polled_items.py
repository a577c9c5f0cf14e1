"""Further tries for images of polled items."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source_item", sa.Column("image_retries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("source_item", sa.Column("images_due_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("source_item", "images_due_at")
    op.drop_column("source_item", "image_retries")
