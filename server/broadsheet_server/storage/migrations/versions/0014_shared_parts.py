"""The change feed's head counts the changes of what articles share: sections, authors, tags and images."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("change_head") as batch:
        batch.add_column(sa.Column("parts_version", _BIG, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("change_head") as batch:
        batch.drop_column("parts_version")
