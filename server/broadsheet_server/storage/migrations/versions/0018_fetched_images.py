"""Images fetched from other servers, and the files that bodies show."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fetched_image",
        sa.Column("url_digest", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("url_digest", name="pk_fetched_image"),
    )
    op.create_index("ix_fetched_image_location", "fetched_image", ["location"])
    op.create_table(
        "article_body_file",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_body_file_article_id_article"
        ),
        sa.PrimaryKeyConstraint("article_id", "location", name="pk_article_body_file"),
    )
    op.create_index("ix_article_body_file_location", "article_body_file", ["location"])


def downgrade() -> None:
    op.drop_table("article_body_file")
    op.drop_table("fetched_image")
