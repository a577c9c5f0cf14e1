"""Images are found by the location of a file."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_rendition_location", "rendition", ["location"])
    op.create_index("ix_article_image_image", "article_image", ["image_id"])


def downgrade() -> None:
    op.drop_index("ix_article_image_image", "article_image")
    op.drop_index("ix_rendition_location", "rendition")
