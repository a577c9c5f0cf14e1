"""Features of articles, editors' picks, and the care of related lists."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_features",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("corpus", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_features_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_features")),
    )
    op.create_table(
        "editors_pick",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_editors_pick_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["article.id"], name=op.f("fk_editors_pick_related_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_editors_pick")),
    )
    with op.batch_alter_table("editors_pick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editors_pick_related_id"), ["related_id"], unique=False)
    op.create_table(
        "stale_related",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_stale_related_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_stale_related")),
    )
    op.create_table(
        "related_lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_lease")),
    )
    with op.batch_alter_table("related", schema=None) as batch_op:
        sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        batch_op.add_column(sa.Column("sequence", sequence, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("related", schema=None) as batch_op:
        batch_op.drop_column("sequence")
    op.drop_table("related_lease")
    op.drop_table("stale_related")
    op.drop_table("editors_pick")
    op.drop_table("article_features")
