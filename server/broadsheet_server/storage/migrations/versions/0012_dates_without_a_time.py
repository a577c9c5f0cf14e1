"""The days of articles whose source gave them no time: they are shown as dates."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ("published_on", "updated_on")


def upgrade() -> None:
    for column in _COLUMNS:
        op.add_column("article", sa.Column(column, sa.Date(), nullable=True))


def downgrade() -> None:
    for column in _COLUMNS:
        op.drop_column("article", column)
