"""The next embargo to end and the next article to expire are found by an index of those few that have one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("embargoed_until", "expires_at"):
        condition = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_article_{column}",
            "article",
            [column],
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    op.drop_index("ix_article_expires_at", "article")
    op.drop_index("ix_article_embargoed_until", "article")
