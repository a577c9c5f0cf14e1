"""When an editor last named, moved or merged a section, a tag or an author: another store follows it."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_TABLES = ("section", "author", "tag", "alias")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("edited_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "edited_at")
