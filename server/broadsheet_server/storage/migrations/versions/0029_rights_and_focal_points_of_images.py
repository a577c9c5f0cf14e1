"""Whose an image is, what others may do with it, and its most important point."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "copyright_notice": sa.Text(),
    "usage_terms": sa.Text(),
    "focal_x": sa.Float(),
    "focal_y": sa.Float(),
}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("image", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("image", name)
