"""Articles that are the same story in several languages, and what sources say of that."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("translation_group", sa.Uuid(), nullable=True))
    condition = sa.text("translation_group IS NOT NULL")
    op.create_index(
        "ix_article_translation_group",
        "article",
        ["translation_group", "language"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )
    op.create_table(
        "translation_reference",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_translation_reference_article_id_article"
        ),
        sa.PrimaryKeyConstraint("article_id", "value", "kind", "source", name="pk_translation_reference"),
    )
    op.create_index("ix_translation_reference_value", "translation_reference", ["value"])


def downgrade() -> None:
    op.drop_table("translation_reference")
    op.drop_index("ix_article_translation_group", "article")
    op.drop_column("article", "translation_group")
