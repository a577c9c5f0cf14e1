"""Who has the rights in an article, beside the notice that is printed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("copyright_holder", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("article", "copyright_holder")
