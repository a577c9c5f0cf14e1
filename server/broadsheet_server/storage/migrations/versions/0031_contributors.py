"""Who worked on an article beside its authors: photographers, editors, translators and others."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_contributor",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_contributor_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_article_contributor_author_id_author")
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_article_contributor")),
    )
    op.create_index("ix_article_contributor_author", "article_contributor", ["author_id"])


def downgrade() -> None:
    op.drop_table("article_contributor")
