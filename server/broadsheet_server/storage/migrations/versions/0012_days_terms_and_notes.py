"""The days of articles whose source gave them no time, usage terms, and notes to editors."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "published_on": sa.Date(),
    "updated_on": sa.Date(),
    "usage_terms": sa.Text(),
    "editorial_note": sa.Text(),
}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("article", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("article", name)
